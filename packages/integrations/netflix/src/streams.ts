import { type ImportContext, type MediaRecord, mediaStream, type Page } from '@tributary/integration-kit'
import { PossibleDates } from '@tributary/integration-kit/dates'
import {
  type CsvRow,
  importCsv,
  localDateOf,
  OccurrenceNumbers,
  readOptions,
} from '@tributary/integration-kit/files'
import { historyComparison } from './doubled-history.ts'
import { fullFormat } from './full-file.ts'
import { NetflixImportOptions } from './import-options.ts'
import { quickFormat } from './quick-file.ts'
import { EXPECTED_HEADER, type Format, formatOfHeader, formatOfRow } from './recognise-format.ts'

export const viewingHistory = mediaStream({
  id: 'viewing-history',
  displayName: 'Viewing history',
  importFile: (context) => importViewingHistory(context, Date.now),
})

const FIRST = { date: '2007-01-01', reason: 'the year Netflix began to stream' } as const

/** @param now milliseconds since 1970: later viewings are impossible */
export function importViewingHistory(
  context: ImportContext,
  now: () => number,
): AsyncGenerator<Page<MediaRecord>> {
  const given = readOptions(NetflixImportOptions, context.options)
  const options = { ...given, profile: given.profile.trim() }
  // Validated for both files: the quick one does not use it, but an invalid value would fail with the next file.
  const localDate = localDateOf(options.timeZone)
  const file = { possible: new PossibleDates(FIRST, now()), occurrences: new OccurrenceNumbers(context.file) }
  const read = (format: Format | undefined) =>
    format?.kind === 'full'
      ? fullFormat(format, localDate, file)
      : format && quickFormat(format, options, file)
  return importCsv(context, {
    provider: 'Netflix',
    file: 'Netflix viewing history',
    expected: 'NetflixViewingHistory.csv or ViewingActivity.csv',
    inZip: 'CONTENT_INTERACTION/ViewingActivity.csv',
    expectedHeader: EXPECTED_HEADER,
    ofHeader: (header) => read(formatOfHeader(header)),
    ofRow: (row, header) => read(formatOfRow(row, header)),
    hint: anotherFile,
    ...(context.delivered && { compare: historyComparison(context.delivered, options.profile) }),
  })
}

function anotherFile({ raw }: CsvRow): string | undefined {
  return /profile name/i.test(raw)
    ? "It is another file of Netflix' data request; the viewing history is CONTENT_INTERACTION/ViewingActivity.csv."
    : undefined
}
