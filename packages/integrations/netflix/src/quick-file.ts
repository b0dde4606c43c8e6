import type { MediaRecord } from '@tributary/integration-kit'
import type { PossibleDates } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  fieldFault,
  type OccurrenceNumbers,
  quoted,
  type RowFault,
  readWrittenDate,
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
  { possible, occurrences }: { readonly possible: PossibleDates; readonly occurrences: OccurrenceNumbers },
): CsvFormat<MediaRecord> {
  const dates = new WrittenDatesSurvey({ chosen: options, possible }, columns.date)
  const { profile } = options
  const keyOf = viewingKeys(columns)
  return {
    survey(row) {
      const fault = missingTitle(row, columns) ?? dates.add(row)
      if (fault === undefined) occurrences.survey(keyOf(row))
      return fault
    },
    reader() {
      const { read, grouped } = dates.finish()
      const occurrenceOf = occurrences.counter()
      return (row) => {
        const { [columns.title]: title = '', [columns.date]: date = '' } = row.fields
        const fault = missingTitle(row, columns)
        if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
        if (!isViewing(title)) return { skipped: true }
        const occurredOn = read(row)
        if (typeof occurredOn !== 'string') return { rejected: rejectedRow(row, occurredOn) }
        const occurrence = occurrenceOf(keyOf(row), grouped ? occurredOn : undefined)
        return { toRecord: () => quickRecord({ title, date, occurredOn, profile }, occurrence) }
      }
    },
  }
}

/**
 * The common part of equal viewings, before the reading of the file's dates is determined: the numbers of the date, and the title. A
 * leading zero does not make another date.
 */
function viewingKeys({ title, date }: QuickFormat): (row: CsvRow) => string {
  let last = { text: '', numbers: '' }
  return ({ fields }) => {
    const { [date]: text = '' } = fields
    if (text !== last.text) {
      const { first, second, third } = readWrittenDate(text) ?? {}
      last = { text, numbers: `${first} ${second} ${third}` }
    }
    return `${last.numbers}|${fields[title]}`
  }
}

/** Spreadsheets write rows of only commas; Netflix itself has written rows with a date and no title. */
function missingTitle(row: CsvRow, { title: column }: QuickFormat): RowFault | undefined {
  const title = row.fields[column] ?? ''
  return title.trim() === ''
    ? fieldFault(row, column, `Expected a title, found ${quoted(title)}.`)
    : undefined
}
