import { type EventRecord, fileImport, type ImportContext, type Page } from '@tributary/integration-kit'
import { readInstant } from '@tributary/integration-kit/dates'
import {
  type CsvFormat,
  type CsvRow,
  csvColumns,
  importCsv,
  recogniseCsv,
  rejectedRow,
} from '@tributary/integration-kit/files'
import { workoutRecord } from './mapping.ts'

const COLUMNS = ['id', 'title', 'startedAt', 'endedAt'] as const

export const files = fileImport({
  accept: ['.csv'],
  maxBytes: 100 * 1024 * 1024,
  howTo: ['Request your data at https://example-service.example/export.', 'Upload workouts.csv from it.'],
  recognise: async ({ head }) =>
    (await recogniseCsv(head, { ofHeader })) && { certain: true, what: 'Workouts of Example Service' },
})

export function importFile(context: ImportContext): AsyncGenerator<Page<EventRecord>> {
  return importCsv(context, {
    provider: 'Example Service',
    file: 'Example Service workouts',
    expected: 'workouts.csv',
    inZip: 'workouts.csv',
    expectedHeader: `"${COLUMNS.join(',')}" of workouts.csv`,
    ofHeader,
  })
}

/** Columns are found by name, in any order; a row with a fault is rejected alone. */
function ofHeader({ fields }: CsvRow): CsvFormat<EventRecord> | undefined {
  const columns = csvColumns(fields, COLUMNS)
  if (!COLUMNS.every((column) => columns.has(column))) return undefined
  const survey = (row: CsvRow) => {
    const column = (['startedAt', 'endedAt'] as const).find(
      (each) => readInstant(columns.value(row, each)) === undefined,
    )
    return column && columns.fault(row, column, 'a time such as 2026-11-02T08:00:00Z')
  }
  return {
    survey,
    reader: () => (row) => {
      const fault = survey(row)
      if (fault !== undefined) return { rejected: rejectedRow(row, fault) }
      const [id, title, startedAt, endedAt] = COLUMNS.map((column) => columns.value(row, column)) as [
        string,
        string,
        string,
        string,
      ]
      return { toRecord: () => workoutRecord({ id, title, startedAt, endedAt }) }
    },
  }
}
