import { HISTORY_FILES } from './locales/verbs.ts'
import { isYouTubeEntry } from './read-activity.ts'
import { TAKEOUT_HTML } from './takeout-row.ts'

const NAMES = HISTORY_FILES.join('|').replaceAll(' ', '[ _-]')

/** The files of YouTube in a Takeout, told by their entries. Names count for lists without entries alone. */
export const HISTORY = {
  provider: 'Google',
  what: 'YouTube history',
  names: new RegExp(`^(?:${NAMES})[^/]*\\.(?:json|html)$`, 'iu'),
  lookFor: 'watch-history.json or watch-history.html, or the same in your language',
  isWanted: isYouTubeEntry,
  html: TAKEOUT_HTML,
}
