import {
  type ActivityExport,
  activityOptions,
  htmlLines,
  htmlPart,
  htmlText,
} from '@tributary/integration-kit/files'
import { defined } from '@tributary/integration-kit/values'
import { type Activity, isYouTubeEntry, readActivity } from './read-activity.ts'
import { NAMES } from './takeout-table.ts'

/** The options of an import. */
export const YouTubeImportOptions = activityOptions(
  'Where you watched, as an IANA name such as Europe/Berlin: it tells the local date of what you watched.',
)

/** The histories of YouTube in a Takeout, told by their entries. */
export const HISTORY: ActivityExport<Activity> = {
  provider: 'Google',
  what: 'YouTube history',
  names: NAMES,
  lookFor: 'watch-history.json or watch-history.html, or the same in your language',
  isWanted: isYouTubeEntry,
  html: { begins: 'class="outer-cell', read: readRow },
  mainKind: 'watch',
  // YouTube was founded on this day.
  firstDate: '2005-02-14',
  read: readActivity,
}

const HEADER = htmlPart('mdl-typography--title')
const BODY = htmlPart('mdl-typography--body-1')
const CAPTION = htmlPart('mdl-typography--caption')

/**
 * Reads a row of the HTML as the members that the JSON has for it, with two differences: `written` is the time as the language writes it,
 * and `linkText` the title without its verb. The labels are translated, so that only their order tells what they are.
 */
function readRow(markup: string): Readonly<Record<string, unknown>> {
  const lines = htmlLines(BODY(markup))
  const [what, channel] = lines
  const [products = '', ...sections] = CAPTION(markup)
    .split('<b>')
    .slice(1)
    .map((section) => htmlText(section.split('</b>', 2)[1] ?? ''))
  return defined({
    header: htmlText(HEADER(markup)),
    title: what?.text,
    linkText: what?.link?.text,
    titleUrl: what?.link?.url,
    subtitles: channel?.link && [{ name: channel.link.text, url: channel.link.url }],
    written: lines.at(-1)?.text ?? '',
    products: [products],
    details: sections.slice(0, -1).map((name) => ({ name })),
    activityControls: sections.slice(-1),
  })
}
