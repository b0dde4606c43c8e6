import { type FileShape, fileChunks } from './file-chunks.ts'
import { LOCALES, type Locale, type LocaleFormat } from './locales.ts'
import { simulatedViewings } from './viewings.ts'

export interface ViewingHistoryOptions extends FileShape {
  readonly rows: number
  /** Default: `us`. */
  readonly locale?: Locale
  /** The same seed generates the same file. Default: 1. */
  readonly seed?: number
  /** `YYYY-MM-DD`, the date of the first row. Default: 2025-10-31. */
  readonly newestDate?: string
}

/**
 * A NetflixViewingHistory.csv of any size, as a stream of bytes.
 *
 * @example
 * for await (const chunk of generateViewingHistory({ rows: 1_000_000, locale: 'de' })) hash.update(chunk)
 */
export function generateViewingHistory(options: ViewingHistoryOptions): AsyncIterable<Uint8Array> {
  return fileChunks(lines(options, LOCALES[options.locale ?? 'us']), options)
}

function* lines(options: ViewingHistoryOptions, locale: LocaleFormat): Generator<string> {
  const { rows, seed = 1, newestDate = '2025-10-31' } = options
  yield locale.header
  let day = Number.NaN
  let date = ''
  for (const viewing of simulatedViewings({ rows, seed, newestDate }, locale)) {
    if (viewing.day !== day) {
      day = viewing.day
      const instant = new Date(day * 86_400_000)
      date = locale.date(instant.getUTCFullYear(), instant.getUTCMonth() + 1, instant.getUTCDate())
    }
    yield `"${viewing.title}","${date}"`
  }
}
