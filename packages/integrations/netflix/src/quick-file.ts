import type { MediaRecord } from '@tributary/integration-kit'
import type { PossibleDates } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  fieldFault,
  occurrenceCounter,
  quoted,
  type RowFault,
  rejectedRow,
  WrittenDatesSurvey,
} from '@tributary/integration-kit/files'
import type { NetflixImportOptions } from './import-options.ts'
import { isViewing } from './is-viewing.ts'
import { quickRecord } from './mapping.ts'
import type { QuickFormat } from './recognise-format.ts'

/** NetflixViewingHistory.csv: title and date, one profile, newest first. */
export function quickFormat(
  columns: QuickFormat,
  options: NetflixImportOptions,
  possible: PossibleDates,
): CsvFormat<MediaRecord> {
  const dates = new WrittenDatesSurvey({ chosen: options, possible }, columns.date)
  const { profile } = options
  return {
    survey: (row) => missingTitle(row, columns) ?? dates.add(row),
    reader() {
      const { read, grouped } = dates.finish()
      const occurrenceOf = occurrenceCounter()
      return (row) => {
        const { [columns.title]: title = '', [columns.date]: date = '' } = row.fields
        const fault = missingTitle(row, columns)
        if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
        if (!isViewing(title)) return { skipped: true }
        const occurredOn = read(row)
        if (typeof occurredOn !== 'string') return { rejected: rejectedRow(row, occurredOn) }
        const occurrence = occurrenceOf(`${occurredOn}|${title}`, grouped ? occurredOn : '')
        return { toRecord: () => quickRecord({ title, date, occurredOn, profile }, occurrence) }
      }
    },
  }
}

/** Spreadsheets write rows of nothing but commas; Netflix itself has written rows with a date and no title. */
function missingTitle(row: CsvRow, { title: column }: QuickFormat): RowFault | undefined {
  const title = row.fields[column] ?? ''
  return title.trim() === ''
    ? fieldFault(row, column, `Expected a title, found ${quoted(title)}.`)
    : undefined
}
