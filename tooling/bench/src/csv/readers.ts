import { createReadStream } from 'node:fs'
import { type Info, type Options, parse } from 'csv-parse'

export const READERS = ['kit', 'csv-parse', 'csv-parse, positions'] as const

export type Reader = (typeof READERS)[number]

interface KitRow {
  readonly fields: readonly string[]
  readonly start: { readonly line: number; readonly column: number }
  readonly fault?: { readonly message: string }
}

type CsvRows = (upload: object, reading: object) => AsyncGenerator<readonly KitRow[]>

/** `csvRows` is internal to the kit: integrations use `importCsv`, which reads a file twice. Here only the built module is measured. */
async function loadCsvRows(): Promise<CsvRows> {
  const entry = import.meta.resolve('@tributary/integration-kit/files')
  const { csvRows } = (await import(new URL('./files/csv/csv-rows.js', entry).href)) as { csvRows: CsvRows }
  return csvRows
}

/** The result of reading a file. */
export interface ReadResult {
  readonly rows: number
  readonly fields: number
  /** Of rejected rows, while the others were read. */
  readonly rejected: readonly string[]
}

export async function readFile(reader: Reader, path: string): Promise<ReadResult> {
  if (reader === 'kit') return readWithKit(path)
  // The data of a row that is needed to report a fault and to resume the file.
  const positions: Options = reader === 'csv-parse' ? {} : { info: true, raw: true }
  return readWithCsvParse(path, positions)
}

async function readWithKit(path: string): Promise<ReadResult> {
  const csvRows = await loadCsvRows()
  const { signal } = new AbortController()
  const reading = { provider: 'Test', file: 'file', expected: '', inZip: '', signal, header: () => {} }
  let rows = 0
  let fields = 0
  const rejected: string[] = []
  for await (const batch of csvRows({ open: () => createReadStream(path) }, reading))
    for (const row of batch) {
      rows += 1
      fields += row.fields.length
      if (row.fault !== undefined) rejected.push(`line ${row.start.line}: ${row.fault.message}`)
    }
  return { rows, fields, rejected }
}

/** By `readable`, the fastest of its interfaces. It yields the header as a row. */
async function readWithCsvParse(path: string, options: Options): Promise<ReadResult> {
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: 65_536, ...options })
  let rows = -1
  let fields = 0
  return new Promise((resolve, reject) => {
    parser.on('readable', () => {
      for (let read: unknown = parser.read(); read !== null; read = parser.read()) {
        const record = Array.isArray(read) ? read : (read as { record: string[]; info: Info }).record
        if (rows >= 0) fields += record.length
        rows += 1
      }
    })
    parser.on('error', reject).on('end', () => resolve({ rows, fields, rejected: [] }))
    createReadStream(path).on('error', reject).pipe(parser)
  })
}
