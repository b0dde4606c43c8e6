import { lastFm } from '@tributary/integration-lastfm'
import { createLastFmSimulator } from '@tributary/integration-lastfm/simulator'
import { netflix } from '@tributary/integration-netflix'
import { generateViewingHistory } from '@tributary/integration-netflix/simulator'
import { spotify } from '@tributary/integration-spotify'
import {
  CATALOGUE,
  exportFiles,
  generateListening,
  wholeOf,
  zipOf,
} from '@tributary/integration-spotify/simulator'
import { tmdb } from '@tributary/integration-tmdb'
import { createTmdbSimulator } from '@tributary/integration-tmdb/simulator'
import { youtube } from '@tributary/integration-youtube'
import { generateTakeout } from '@tributary/integration-youtube/simulator'
import { randomNumbers } from '@tributary/provider-simulator'
import type { TestUser } from '@tributary/testkit'

export const YEAR_INTEGRATIONS = [spotify, netflix, youtube, lastFm, tmdb]

const END = Date.parse('2026-11-20T00:00:00Z')
const YEAR = 365 * 86_400_000

/** A year of a person, from the files that the three services give out. */
export async function importYear(user: TestUser): Promise<void> {
  const plays = [...generateListening({ random: randomNumbers(7), from: END - YEAR, to: END })]
  const files: Record<string, Buffer> = {}
  for (const { name, chunks } of exportFiles(plays, { format: 'extended' }))
    files[name] = await wholeOf(chunks())
  await importWhole(user, 'spotify', {
    content: new Uint8Array(zipOf(files)),
    filename: 'my_spotify_data.zip',
  })
  // Three viewings on each second evening.
  const viewings = await Array.fromAsync(generateViewingHistory({ rows: 730, newestDate: '2026-11-19' }))
  await importWhole(user, 'netflix', {
    content: Buffer.concat(viewings),
    filename: 'NetflixViewingHistory.csv',
  })
  // 900 rows of 0 to 19 hours apart.
  const takeout = generateTakeout({
    rows: 900,
    minutesApart: 1140,
    locale: 'en-US',
    format: 'json',
    newest: END,
  })
  await importWhole(user, 'youtube', { content: takeout, filename: 'takeout.zip' })
}

async function importWhole(user: TestUser, name: string, file: { content: Uint8Array; filename: string }) {
  const { status } = await user.importFile(name, file)
  if (status !== 'succeeded') throw new Error(`the import of ${name} ended ${status}`)
}

/** Last.fm that knows half of the artists, and a track of each. */
export async function startLastFm(now: () => number) {
  const artists = [...new Set(CATALOGUE.tracks.map(({ artists: [artist = ''] }) => artist))]
  const known = artists.filter((_, index) => index % 2 === 0)
  const entries = known.flatMap((artist) => {
    const track = CATALOGUE.tracks.find(({ artists: [first] }) => first === artist)
    return [
      [artist.toLowerCase(), [['Indie', 100]]],
      [
        `${artist}|${track?.name}`.toLowerCase(),
        [
          ['Trip-Hop', 100],
          ['icelandic', 40],
        ],
      ],
    ]
  })
  return createLastFmSimulator({ now, tags: { tags: Object.fromEntries(entries) }, requests: 1_000_000 })
}

const FIRST_WORDS = ['The Silent', 'Lost', 'Crimson', 'Northern', 'Café']
const SECOND_WORDS = ['Harbour', 'Kingdom', 'Letters', 'Signal', 'Orchard']

/** TMDB that knows a quarter of what Netflix has, as series of two seasons, and every third of those as a film, too. */
export async function startTmdb(now: () => number) {
  const names = FIRST_WORDS.flatMap((first) => SECOND_WORDS.map((second) => `${first} ${second}`))
  const episodes = Array.from({ length: 24 }, (_, index) => (index === 0 ? 'Pilot' : `Episode ${index + 1}`))
  const seasons = Object.fromEntries(Array.from({ length: 2 }, (_, index) => [index + 1, episodes]))
  const titles = names.flatMap((name, index) => [
    { id: index + 1, kind: 'tv' as const, name, year: 2000 + (index % 20), seasons },
    ...(index % 3 === 0
      ? [{ id: 1000 + index, kind: 'movie' as const, name, year: 1980 + (index % 20) }]
      : []),
  ])
  return createTmdbSimulator({ now, titles })
}
