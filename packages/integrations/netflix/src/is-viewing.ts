import { splitAtColons } from '@tributary/integration-kit/titles'
import {
  ENDS_IN_PREVIEW,
  HAS_SEASON,
  isAnyPreview,
  isTrailer,
  isTrailerOrRecap,
  MAY_BE_PREVIEW,
} from './preview-patterns.ts'

/** In characters. Titles of Netflix are much shorter. */
const MAX_LENGTH = 400

/** `Film_hook_primary_16x9`, `Show_CLIP_01`, `Show_backfill`: file names of previews that play automatically in lists. */
const FILE_NAME = /_(?:hook|clip|trailer|teaser|recap|promo|preview|cinemagraph|backfill)(?:_|\b)|_\d+x\d+\b/i

/** Brackets at the end: group 1 is the text before, group 2 their contents. */
const BRACKETS = /^(.*)[(（]([^()（）]*)[)）]\s*$/s

/** Whether the title is that of a viewing, and not of a preview that Netflix lists as well. */
export function isViewing(title: string): boolean {
  if (!MAY_BE_PREVIEW.test(title) || title.length > MAX_LENGTH) return true
  const [, before, inBrackets] = BRACKETS.exec(title) ?? []
  const isMarked = before !== undefined && inBrackets !== undefined && isMark(before, inBrackets)
  return !(isMarked || FILE_NAME.test(title) || hasPreviewPiece(title))
}

/** "Show: Season 2 (Trailer)"; not "Show: Season 2: The Story So Far (Recap)", an episode of its own. */
function isMark(before: string, inBrackets: string): boolean {
  if (isTrailer(inBrackets)) return true
  const pieces = splitAtColons(before)
  const season = pieces.findIndex(({ text }) => HAS_SEASON.test(text))
  return isAnyPreview(inBrackets) && (season < 0 || season === pieces.length - 1)
}

/** "Trailer: Dark", "Season 2 Clip 3: Dark", "Dark: Season 1 Recap", "Dark: Clip: The Cave", "Dark – Official Trailer". */
function hasPreviewPiece(title: string): boolean {
  const pieces = splitAtColons(title.replace(/\s[–—|-]\s/g, ': '))
  return pieces.some(({ text }, index) => {
    const hasSeason = HAS_SEASON.test(text)
    if (hasSeason && ENDS_IN_PREVIEW.test(text)) return true
    // A film may be called "Clip".
    if (pieces.length === 1 && !hasSeason) return false
    return hasSeason || index === 0 ? isAnyPreview(text) : isTrailerOrRecap(text)
  })
}
