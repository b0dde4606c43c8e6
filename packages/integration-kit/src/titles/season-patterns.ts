import { EPISODE_WORDS, LIMITED_SERIES, PART_WORDS, SEASON_WORDS } from './season-words.ts'

/**
 * Joins lists of words to one alternative of a pattern. A point is that of an abbreviation.
 *
 * @example
 * anyOf(['Volume|Vol.'], ['Band']) // 'Volume|Vol\\.|Band'
 */
export function anyOf(...lists: readonly (readonly string[])[]): string {
  return lists.flat().join('|').replaceAll('.', '\\.')
}

const SEASON = anyOf(SEASON_WORDS)
const PART = anyOf(PART_WORDS)
const LIMITED = anyOf(LIMITED_SERIES)
const EPISODE = anyOf(EPISODE_WORDS)

/** "Season 2", "Staffel 2 – Teil B", "2. Sezon", "1ª temporada", "第 3 季": the number in group 1, 2 or 3. */
export const NUMBERED_SEASON = new RegExp(
  `^(?:(?:${SEASON})\\s*(\\d{1,5})(?![\\d.]\\d)(?:$|[\\s,(–—-].*)|(\\d{1,5})(?:\\.|ª|º|ª\\.|-?я)?\\s*(?:${SEASON})|第\\s*(\\d{1,5})\\s*季)$`,
  'iu',
)

/**
 * A season or part with its number, anywhere, in any language: the source of a pattern without groups, for the flags `iu`.
 *
 * @example
 * new RegExp(SEASON_PHRASE, 'iu').test('Dark Season 3 Trailer') // true
 */
export const SEASON_PHRASE = `(?:(?:${SEASON}|${PART})\\s*\\d{1,5}|\\d{1,5}(?:\\.|ª|º)?\\s*(?:${SEASON})|第\\s*\\d{1,5}\\s*季|${LIMITED})`

/** "Part 1", "Teil 5", "Volume 2": the number in group 1. */
export const NUMBERED_PART = new RegExp(`^(?:${PART})\\s*(\\d{1,5})$`, 'iu')

export const LIMITED_SERIES_SEASON = new RegExp(`^(?:${LIMITED})$`, 'iu')

/** "Episode 10", "Folge 3", "第5話": the number in group 1 or 2. */
export const NUMBERED_EPISODE = new RegExp(
  `^(?:(?:${EPISODE})\\s*(\\d{1,5})|第\\s*(\\d{1,5})\\s*[話话集])$`,
  'iu',
)

/** "(Episode 4)" at the end, which the full file adds: the number in group 1. */
export const EPISODE_SUFFIX = new RegExp(`[(（](?:${EPISODE})\\s*(\\d{1,5})[)）]$`, 'iu')
