import type { IntegrationError } from '../../integration-error.ts'
import { isIntegrationError } from '../../integration-error.ts'
import type { ImportContext, Page } from '../../stream.ts'
import { fileParseError, quoted } from '../file-parse-error.ts'
import { type EntryContent, type EntryImport, importEntries } from '../import-entries.ts'
import { asFileFault, type CsvRow, type RowFault, rejectedRow } from './csv-row.ts'
import { csvRows } from './csv-rows.ts'
import type { ExpectedCsv } from './refuse-other-files.ts'

/** How the rows of a file of one format are checked and read. */
export interface CsvFormat<Row> {
  /** Called for each row before the first is read. Returns the fault of a row that cannot be read. */
  survey(row: CsvRow): RowFault | undefined
  /** Called after the survey. Throws `file_parse_error` for a file that cannot be read. Its rows are read in order. */
  reader(): (row: CsvRow) => EntryContent<Row>
}

/** The CSV files of a provider, in one or several formats. */
export interface CsvImport<Row> extends ExpectedCsv, Pick<EntryImport<CsvRow, Row>, 'compare'> {
  /** The format of a header, never of the file's name, which people change; `undefined` if it depends on the rows. */
  ofHeader(header: CsvRow): CsvFormat<Row> | undefined
  /** The format of a row, under a header in another language. */
  ofRow?(row: CsvRow, header: CsvRow): CsvFormat<Row> | undefined
  /** For messages: `"Title,Date" of NetflixViewingHistory.csv`. */
  readonly expectedHeader: string
  /** A sentence about other files that a file with another header may be. */
  hint?(header: CsvRow): string | undefined
}

/**
 * Imports a CSV file. The whole file is checked before anything is written; then a row that cannot be read is rejected alone. A
 * file without any readable row is refused.
 *
 * @example
 * importFile: (context) =>
 *   importCsv(context, {
 *     provider: 'Letterboxd', file: 'Letterboxd diary', expected: 'diary.csv', inZip: 'diary.csv',
 *     expectedHeader: '"Date,Name,Year" of diary.csv',
 *     ofHeader: ({ fields }) => (fields.includes('Watched Date') ? diaryFormat(fields) : undefined),
 *   })
 */
export async function* importCsv<Row>(
  context: Pick<ImportContext, 'cursor' | 'signal' | 'file'>,
  source: CsvImport<Row>,
): AsyncGenerator<Page<Row>> {
  const survey = new CsvSurvey(source)
  const { file, signal } = context
  async function* entries() {
    try {
      yield* csvRows(file, { ...source, signal, header: (row) => survey.setHeader(row) })
    } catch (error) {
      throw isIntegrationError(error) ? survey.firstFault(error) : error
    }
  }
  yield* importEntries(context, {
    entries,
    sizeOf: ({ raw }) => raw.length,
    survey: (row) => survey.add(row),
    reader: () => survey.finish(),
    ...(source.compare && { compare: source.compare }),
  })
}

/** Under a header in another language, this many rows before the first that identifies the format may be invalid. */
const MAX_ROWS_BEFORE_FORMAT = 1000
/** They are kept until then; a row may have 64 Ki characters. */
const MAX_CHARACTERS_BEFORE_FORMAT = 1024 * 1024

/** Recognizes the format of a file and checks its rows. */
class CsvSurvey<Row> {
  readonly #source: CsvImport<Row>
  #header: CsvRow | undefined
  #format: CsvFormat<Row> | undefined
  readonly #pending: CsvRow[] = []
  #pendingCharacters = 0
  #hasReadable = false
  #firstFault: RowFault | undefined

  constructor(source: CsvImport<Row>) {
    this.#source = source
  }

  /** Called for each pass over the file. */
  setHeader(header: CsvRow): void {
    if (this.#header !== undefined) return
    if (header.fault !== undefined) throw asFileFault(header.fault)
    this.#header = header
    this.#format = this.#source.ofHeader(header)
  }

  add(row: CsvRow): void {
    if (this.#format !== undefined) return this.#check(row, this.#format)
    this.#pending.push(row)
    this.#pendingCharacters += row.raw.length
    this.#format = this.#source.ofRow?.(row, this.#knownHeader())
    if (this.#format !== undefined)
      for (const each of this.#pending.splice(0)) this.#check(each, this.#format)
    else if (
      this.#pending.length > MAX_ROWS_BEFORE_FORMAT ||
      this.#pendingCharacters > MAX_CHARACTERS_BEFORE_FORMAT
    )
      throw this.#unknownFormat()
  }

  /** Of several faults the first: a file of another type may not be CSV either. */
  firstFault(error: IntegrationError): IntegrationError {
    return this.#pending.length > 0 ? this.#unknownFormat() : error
  }

  finish(): (row: CsvRow) => EntryContent<Row> {
    if (this.#format === undefined) throw this.#unknownFormat()
    const read = this.#format.reader()
    if (!this.#hasReadable && this.#firstFault !== undefined) throw asFileFault(this.#firstFault)
    return (row) => (row.fault === undefined ? read(row) : { rejected: rejectedRow(row, row.fault) })
  }

  #check(row: CsvRow, format: CsvFormat<Row>): void {
    const fault = row.fault ?? format.survey(row)
    this.#hasReadable ||= fault === undefined
    this.#firstFault ??= fault
  }

  #knownHeader(): CsvRow {
    if (this.#header !== undefined) return this.#header
    throw fileParseError({ line: 1, column: 1, file: this.#source.file }, 'The file is empty.')
  }

  #unknownFormat(): IntegrationError {
    const header = this.#knownHeader()
    const { expectedHeader, provider } = this.#source
    const separated = /^[^,]*[;\t]/.test(header.raw)
      ? ` The columns are not separated by commas, so a spreadsheet has saved the file: upload it as ${provider} delivered it.`
      : ''
    const hint = separated || ` ${this.#source.hint?.(header) ?? ''}`.trimEnd()
    return fileParseError(
      header.start,
      `Expected the header ${expectedHeader}, found ${quoted(header.raw)}.${hint}`,
    )
  }
}
