import { fileImport, type ImportContext, type MediaRecord, type Page } from '@tributary/integration-kit'
import { readInstant } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  csvColumns,
  importCsv,
  recogniseCsv,
  rejectedRow,
} from '@tributary/integration-kit/files'
import { playRecord } from './mapping.ts'

const COLUMNS = ['id', 'title', 'playedAt'] as const

export const files = fileImport({
  accept: ['.csv'],
  maxBytes: 100 * 1024 * 1024,
  howTo: ['Request your data at https://example-service.example/export.', 'Upload plays.csv from it.'],
  recognise: async ({ head }) =>
    (await recogniseCsv(head, { ofHeader })) && { certain: true, what: 'Plays of Example Service' },
})

export function importFile(context: ImportContext): AsyncGenerator<Page<MediaRecord>> {
  return importCsv(context, {
    provider: 'Example Service',
    file: 'Example Service plays',
    expected: 'plays.csv',
    inZip: 'plays.csv',
    expectedHeader: `"${COLUMNS.join(',')}" of plays.csv`,
    ofHeader,
  })
}

/** Columns are found by name, in any order; a row with a fault is rejected alone. */
function ofHeader({ fields }: CsvRow): CsvFormat<MediaRecord> | undefined {
  const columns = csvColumns(fields, COLUMNS)
  if (!COLUMNS.every((column) => columns.has(column))) return undefined
  const survey = (row: CsvRow) =>
    readInstant(columns.value(row, 'playedAt')) === undefined
      ? columns.fault(row, 'playedAt', 'a time such as 2026-11-02T08:00:00Z')
      : undefined
  return {
    survey,
    reader: () => (row) => {
      const fault = survey(row)
      if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
      const [id, title, playedAt] = COLUMNS.map((column) => columns.value(row, column)) as [
        string,
        string,
        string,
      ]
      return { toRecord: () => playRecord({ id, title, playedAt }) }
    },
  }
}
