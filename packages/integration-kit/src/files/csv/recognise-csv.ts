import { isIntegrationError } from '../../integration-error.ts'
import type { CsvRow } from './csv-row.ts'
import { csvRows } from './csv-rows.ts'

/**
 * The result of `ofHeader` or of the first row with one of `ofRow`, by the beginning of a CSV file; `undefined` for other files. Takes the
 * functions of `importCsv`; a header that they refuse is thrown as they do.
 *
 * @example
 * async function recogniseDiary({ head }: FileSample): Promise<RecognisedFile | undefined> {
 *   const isDiary = await recogniseCsv(head, { ofHeader: ({ fields }) => fields.includes('Watched Date') })
 *   return isDiary === true ? { certain: true, what: 'Letterboxd diary' } : undefined
 * }
 */
export async function recogniseCsv<Format>(
  head: Uint8Array,
  {
    ofHeader,
    ofRow,
  }: {
    ofHeader(header: CsvRow): Format | undefined
    ofRow?(row: CsvRow, header: CsvRow): Format | undefined
  },
): Promise<Format | undefined> {
  const { header, rows } = await rowsOf(head)
  if (header === undefined || header.fault !== undefined) return undefined
  const format = ofHeader(header)
  if (format !== undefined || ofRow === undefined) return format
  for (const row of rows) {
    const found = ofRow(row, header)
    if (found !== undefined) return found
  }
  return undefined
}

/** The readable rows: the beginning may end within one, and within a character. */
async function rowsOf(head: Uint8Array): Promise<{ header: CsvRow | undefined; rows: readonly CsvRow[] }> {
  let header: CsvRow | undefined
  const rows: CsvRow[] = []
  const open = async function* () {
    yield head
  }
  const reading = {
    provider: '',
    file: '',
    expected: '',
    inZip: '',
    signal: NEVER,
    header: (row: CsvRow) => {
      header = row
    },
  }
  try {
    for await (const batch of csvRows({ open }, reading))
      rows.push(...batch.filter(({ fault }) => fault === undefined))
  } catch (error) {
    if (!isIntegrationError(error)) throw error
  }
  return { header, rows }
}

const NEVER = new AbortController().signal
