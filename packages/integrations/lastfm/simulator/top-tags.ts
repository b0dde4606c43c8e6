import type { SimulatorReply } from '@tributary/provider-simulator'
import { refusal } from './lastfm-profile.ts'

/** A tag and how often it is used, in percent of the most used one. */
export type SimulatedTag = readonly [name: string, count: number | string]

/** Tags by `artist` or `artist|track`, in lower case; other names are corrected to these. */
export interface SimulatedTags {
  readonly tags: Readonly<Record<string, readonly SimulatedTag[]>>
  readonly corrections?: Readonly<Record<string, string>>
}

export const DEFAULT_TAGS: SimulatedTags = {
  tags: {
    'ada sim': [
      ['Electronic', 100],
      ['seen live', 90],
      ['Ada Sim', 60],
      ['ambient', '41'],
    ],
    'ada sim|loopback': [
      ['Trip-Hop', 100],
      ['trip hop', 80],
      ['1995', 70],
      ['5 stars', 60],
      ['icelandic', '35'],
      ['rare', 3],
    ],
    'the simulators': [['Rock', 100]],
  },
  corrections: { simulators: 'The Simulators' },
}

/** An unknown track has an empty list, an unknown artist an error with the status 200; one tag is a bare object. */
export function answerTopTags(
  { tags, corrections = {} }: SimulatedTags,
  query: URLSearchParams,
): SimulatorReply {
  const asked = query.get('artist') ?? ''
  if (asked === '') return refusal(6, { status: 400, message: 'Invalid parameters' })
  const artist = corrections[asked.toLowerCase()] ?? asked
  const track = query.get('track')
  const found = tags[[artist, ...(track === null ? [] : [track])].join('|').toLowerCase()]
  if (found === undefined && track === null)
    return refusal(6, { status: 200, message: 'The artist you supplied could not be found' })
  const tag = (found ?? []).map(([name, count]) => ({
    count,
    name,
    url: `https://www.last.fm/tag/${encodeURIComponent(name)}`,
  }))
  const about = { artist, ...(track !== null && { track }) }
  return { body: { toptags: { tag: tag.length === 1 ? tag[0] : tag, '@attr': about } } }
}
