import type { Play } from './play.ts'

/** Coprime to the page size, so that no two pages are equal. */
const TRACKS = 997
const FIRST_PLAY = Date.UTC(2020, 0, 1)
const MILLISECONDS_APART = 180_000
const WORDS =
  'Golden River After Midnight Paper Houses Slow Train Winter Light Blue Hour Northern Song'.split(' ')
const DEVICES = [
  { type: 'smartphone', name: "Ada's phone" },
  { type: 'speaker', name: 'Kitchen' },
  { type: 'computer', name: 'Desk – Lautsprecher' },
] as const

/** A play without its time: cached, since generating it is most of the cost. */
const tails = Array.from({ length: TRACKS }, (_, index) => JSON.stringify(tailOf(index)).slice(1))

/** The text of a page of plays; a play is the same in each request. */
export function pageText({ from, to, total }: { from: number; to: number; total: number }): string {
  let items = ''
  for (let index = from; index < to; index += 1) items += `${index === from ? '' : ','}${playText(index)}`
  return `{"items":[${items}],"position":${to},"total":${total}}`
}

function playText(index: number): string {
  const playedAt = new Date(FIRST_PLAY + index * MILLISECONDS_APART).toISOString()
  return `{"id":"play_${index.toString(36).padStart(16, '0')}","played_at":"${playedAt}",${tails[index % TRACKS]}`
}

function tailOf(index: number): Omit<Play, 'id' | 'played_at'> {
  const word = (offset: number) => WORDS[(index * 7 + offset) % WORDS.length] ?? ''
  const duration_ms = 120_000 + ((index * 7919) % 200_000)
  const artist = (offset: number) => ({
    id: identifier('artist', index * 2 + offset),
    name: `The ${word(offset)} ${word(offset + 3)}s`,
  })
  return {
    ms_played: duration_ms - (index % 5 === 0 ? 40_000 : 0),
    track: {
      id: identifier('track', index),
      name: `${word(1)} ${word(2)} (${word(5)} ${1970 + (index % 50)})`,
      duration_ms,
      explicit: index % 11 === 0,
      url: `https://plays.example/track/${identifier('track', index)}`,
    },
    artists: index % 3 === 0 ? [artist(0), artist(1)] : [artist(0)],
    album: {
      id: identifier('album', index % 101),
      name: `${word(4)} ${word(6)} ${word(8)}`,
      release_date: `${1970 + (index % 50)}-0${1 + (index % 9)}-15`,
    },
    device: DEVICES[index % DEVICES.length] ?? DEVICES[0],
  }
}

/** As long as the ids of real providers. */
function identifier(kind: string, index: number): string {
  return `${kind}_${(index * 2_654_435_761).toString(36).padStart(16, '0')}`
}
