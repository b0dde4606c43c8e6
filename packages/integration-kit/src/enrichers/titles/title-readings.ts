import { splitAtColons } from '../../titles/split-at-colons.ts'
import type { Work } from '../work.ts'
import { COUNTRIES } from './title-words.ts'

/** One way to understand a title: what to search for, and how sure the reading is. */
export interface TitleReading {
  readonly query: string
  readonly of: 'show' | 'any'
  /** What is subtracted from the confidence. */
  readonly doubt: number
  readonly country?: string
  readonly episode?: string
  readonly season?: number
  readonly number?: number
  /** Whether the episode must be found: what follows a colon may as well belong to a film. */
  readonly needsEpisode: boolean
}

const DOUBT_OF_CUT_TITLE = 0.2

/** The readings of a work, the likeliest first; none of a title without a name. */
export function readingsOf({ type, title, ...work }: Work): TitleReading[] {
  const { episodeTitle, seriesTitle, seasonNumber: season, episodeNumber: number } = work
  const [{ text: first } = { text: '' }, second] = splitAtColons(title)
  if (type !== 'episode') {
    const whole = { ...nameOf(title), of: 'any', doubt: 0, needsEpisode: false } as const
    if (second === undefined) return [whole]
    const episode = title.slice(second.start).trim()
    return [whole, { ...nameOf(first), of: 'show', doubt: DOUBT_OF_CUT_TITLE, episode, needsEpisode: true }]
  }
  const about = {
    of: 'show',
    needsEpisode: false,
    ...(season !== undefined && { season }),
    ...(number !== undefined && { number }),
    ...(episodeTitle !== undefined && { episode: episodeTitle }),
  } as const
  const name = (seriesTitle ?? first).trim()
  const [{ text: short } = { text: '' }] = splitAtColons(name)
  const readings = [{ ...nameOf(name), doubt: 0, ...about }]
  if (short !== name) readings.push({ ...nameOf(short), doubt: DOUBT_OF_CUT_TITLE, ...about })
  return readings.filter(({ query }) => query !== '')
}

/** "Team Atlas (U.K.)" → the name and its country. */
function nameOf(title: string): { readonly query: string; readonly country?: string } {
  const [, name = '', suffix = ''] = /^(.+?)\s*\(([^()]{2,12})\)$/.exec(title.trim()) ?? []
  const country = COUNTRIES[suffix.toLowerCase().replaceAll(/[^a-z]/g, '')]
  return country === undefined ? { query: title.trim() } : { query: name, country }
}
