import { type HistoryOptions, type SimulatedActivity, simulatedActivities } from './activities.ts'
import { type HistoryRow, historyRow } from './history-rows.ts'
import { htmlHistory } from './html-history.ts'
import { jsonHistory } from './json-history.ts'
import { LOCALES, type Locale } from './locales.ts'
import { zipOf } from './zip-of.ts'

export interface TakeoutOptions extends HistoryOptions {
  readonly locale: Locale
  readonly format: 'json' | 'html'
}

const IS_OF = {
  watch: ({ kind }: SimulatedActivity) => kind !== 'search',
  search: ({ kind }: SimulatedActivity) => kind === 'search',
  all: () => true,
}

/** One history of a Takeout; `all`: what is watched and searched for in one file, as some exports have it. */
export function generateHistory(of: keyof typeof IS_OF, options: TakeoutOptions): Generator<string> {
  const locale = LOCALES[options.locale]
  const rows = rowsOf(of, options)
  return options.format === 'json' ? jsonHistory(rows) : htmlHistory(rows, locale)
}

function* rowsOf(of: keyof typeof IS_OF, options: TakeoutOptions): Generator<HistoryRow> {
  for (const activity of simulatedActivities(options))
    if (IS_OF[of](activity)) yield historyRow(activity, LOCALES[options.locale])
}

/** The ZIP file of a Takeout with both histories, in the folder of the language, and with the page that lists them. */
export function generateTakeout(options: TakeoutOptions): Uint8Array {
  const { folder, watchFile, searchFile } = LOCALES[options.locale]
  const fileOf = (name: string) => `Takeout/${folder}/${name}.${options.format}`
  return zipOf({
    'Takeout/archive_browser.html': '<html><body>Archive</body></html>',
    [fileOf(watchFile)]: generateHistory('watch', options),
    [fileOf(searchFile)]: generateHistory('search', options),
  })
}
