import { anyOf, SEASON_PHRASE } from '@tributary/integration-kit/titles'
import {
  QUALIFIERS,
  RECAP_WORDS,
  TRAILER_WORDS,
  UNSPACED_TRAILER_WORDS,
  WEAK_WORDS,
} from './locales/preview-words.ts'

const words = (list: readonly string[]) => String.raw`(?<![\p{L}\p{N}])(?:${anyOf(list)})(?![\p{L}\p{N}])`

const TRAILER = String.raw`(?:${words(TRAILER_WORDS)}|${anyOf(UNSPACED_TRAILER_WORDS)})`
const TRAILER_OR_RECAP = `(?:${TRAILER}|${words(RECAP_WORDS)})`
const ANY = `(?:${TRAILER_OR_RECAP}|${words(WEAK_WORDS)})`

/** "Season 1 Character Intro Clip", "Dark Season 3 Trailer": beside a season, what is between is the preview's own name. */
export const ENDS_IN_PREVIEW = new RegExp(`${TRAILER_OR_RECAP}[)）]?\\s*\\d*$`, 'iu')

/** Tells titles that may be previews from most others, in a fraction of the time. */
export const MAY_BE_PREVIEW = new RegExp(
  `_|${anyOf(TRAILER_WORDS, UNSPACED_TRAILER_WORDS, RECAP_WORDS, WEAK_WORDS)}`,
  'iu',
)

/** Recognises a text of nothing but preview words, qualifiers, seasons and numbers. */
function nothingBut(source: string): (text: string) => boolean {
  const isNamed = new RegExp(source, 'iu')
  const known = new RegExp(`${SEASON_PHRASE}|${ANY}|${words(QUALIFIERS)}`, 'giu')
  return (text) => isNamed.test(text) && !/\p{L}/u.test(text.replace(known, ''))
}

export const isTrailer = nothingBut(TRAILER)
export const isTrailerOrRecap = nothingBut(TRAILER_OR_RECAP)
export const isAnyPreview = nothingBut(ANY)
export const HAS_SEASON = new RegExp(SEASON_PHRASE, 'iu')
