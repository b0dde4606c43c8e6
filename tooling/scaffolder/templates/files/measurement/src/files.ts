import { fileImport, type ImportContext, type MeasurementRecord, type Page } from '@tributary/integration-kit'
import { readInstant } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  csvColumns,
  importCsv,
  recogniseCsv,
  rejectedRow,
} from '@tributary/integration-kit/files'
import { heartRateRecord } from './mapping.ts'

const COLUMNS = ['id', 'measuredAt', 'bpm'] as const

export const files = fileImport({
  accept: ['.csv'],
  maxBytes: 100 * 1024 * 1024,
  howTo: ['Request your data at https://example-service.example/export.', 'Upload heart-rates.csv from it.'],
  recognise: async ({ head }) =>
    (await recogniseCsv(head, { ofHeader })) && { certain: true, what: 'Heart rates of Example Service' },
})

export function importFile(context: ImportContext): AsyncGenerator<Page<MeasurementRecord>> {
  return importCsv(context, {
    provider: 'Example Service',
    file: 'Example Service heart rates',
    expected: 'heart-rates.csv',
    inZip: 'heart-rates.csv',
    expectedHeader: `"${COLUMNS.join(',')}" of heart-rates.csv`,
    ofHeader,
  })
}

/** Columns are found by name, in any order; a row with a fault is rejected alone. */
function ofHeader({ fields }: CsvRow): CsvFormat<MeasurementRecord> | undefined {
  const columns = csvColumns(fields, COLUMNS)
  if (!COLUMNS.every((column) => columns.has(column))) return undefined
  const survey = (row: CsvRow) => {
    if (readInstant(columns.value(row, 'measuredAt')) === undefined)
      return columns.fault(row, 'measuredAt', 'a time such as 2026-11-02T08:00:00Z')
    if (!/^\d+$/.test(columns.value(row, 'bpm'))) return columns.fault(row, 'bpm', 'a whole number')
    return undefined
  }
  return {
    survey,
    reader: () => (row) => {
      const fault = survey(row)
      if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
      const [id, measuredAt] = [columns.value(row, 'id'), columns.value(row, 'measuredAt')]
      return { toRecord: () => heartRateRecord({ id, measuredAt, bpm: Number(columns.value(row, 'bpm')) }) }
    },
  }
}
