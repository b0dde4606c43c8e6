import { type DailyMetricRecord, fileImport, type ImportContext, type Page } from '@tributary/integration-kit'
import { isLocalDate } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  csvColumns,
  importCsv,
  recogniseCsv,
  rejectedRow,
} from '@tributary/integration-kit/files'

const COLUMNS = ['date', 'steps'] as const

export const files = fileImport({
  accept: ['.csv'],
  maxBytes: 100 * 1024 * 1024,
  howTo: ['Request your data at https://example-service.example/export.', 'Upload days.csv from it.'],
  recognise: async ({ head }) =>
    (await recogniseCsv(head, { ofHeader })) && { certain: true, what: 'Days of Example Service' },
})

export function importFile(context: ImportContext): AsyncGenerator<Page<DailyMetricRecord>> {
  return importCsv(context, {
    provider: 'Example Service',
    file: 'Example Service days',
    expected: 'days.csv',
    inZip: 'days.csv',
    expectedHeader: `"${COLUMNS.join(',')}" of days.csv`,
    ofHeader,
  })
}

/** Columns are found by name, in any order; a row with a fault is rejected alone, and one without a value left out. */
function ofHeader({ fields }: CsvRow): CsvFormat<DailyMetricRecord> | undefined {
  const columns = csvColumns(fields, COLUMNS)
  if (!COLUMNS.every((column) => columns.has(column))) return undefined
  const survey = (row: CsvRow) => {
    if (!isLocalDate(columns.value(row, 'date')))
      return columns.fault(row, 'date', 'a date such as 2026-11-02')
    if (!/^\d*$/.test(columns.value(row, 'steps'))) return columns.fault(row, 'steps', 'a whole number')
    return undefined
  }
  return {
    survey,
    reader: () => (row) => {
      const fault = survey(row)
      if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
      const [date, steps] = [columns.value(row, 'date'), columns.value(row, 'steps')]
      if (steps === '') return { skipped: true }
      return { toRecord: () => ({ field: 'steps', date, value: Number(steps) }) }
    },
  }
}
