import { type ImportFile, type IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import { asFileFault, type CsvRow, fieldFault, type RowFault } from './csv-row.ts'
import { csvRows } from './csv-rows.ts'
import { fileParseError } from './file-parse-error.ts'
import { fullFileSurvey } from './full-file.ts'
import type { NetflixImportOptions } from './import-options.ts'
import type { PossibleDates } from './possible-dates.ts'
import { quickFileSurvey } from './quick-file.ts'
import { type Format, formatOfHeader, formatOfRow, unknownFormat } from './recognise-format.ts'
import { type FileSurvey, type RowReader, rejected } from './row-reader.ts'

/** What reading the whole file once tells. */
export interface SurveyedFile {
  /** Without the header. */
  readonly rowCount: number
  readonly reader: RowReader
}

/** How the file is to be read. */
export interface SurveyQuestion {
  readonly options: NetflixImportOptions
  readonly possible: PossibleDates
  readonly signal: AbortSignal
}

/**
 * Reads the whole file and writes nothing, so that a file that cannot be read leaves no half behind; and because only
 * the whole file tells the order of its dates.
 */
export async function surveyFile(file: ImportFile, question: SurveyQuestion): Promise<SurveyedFile> {
  let survey: Survey | undefined
  try {
    for await (const rows of csvRows(file, question.signal)) {
      for (const row of rows) {
        if (survey === undefined) survey = new Survey(row, question)
        else survey.add(row)
      }
    }
  } catch (error) {
    // Of several faults the first: a file of another kind may be no CSV either.
    throw isIntegrationError(error) && survey?.isOfUnknownFormat ? survey.unknownFormat() : error
  }
  if (survey === undefined) throw fileParseError({ line: 1, column: 1 }, 'The file is empty.')
  return survey.finish()
}

/** Under a header in another language, this many rows may be bad before the first that shows the format. */
const MAX_ROWS_BEFORE_FORMAT = 1000

/** Recognises the format of a file, and has its rows checked. */
class Survey {
  readonly #header: CsvRow
  readonly #question: SurveyQuestion
  readonly #pending: CsvRow[] = []
  #begun: { readonly format: Format; readonly survey: FileSurvey } | undefined
  #rowCount = 0
  #readable = 0
  #firstFault: RowFault | undefined

  constructor(header: CsvRow, question: SurveyQuestion) {
    if (header.fault !== undefined) throw asFileFault(header.fault)
    this.#header = header
    this.#question = question
    this.#begin(formatOfHeader(header))
  }

  add(row: CsvRow): void {
    this.#rowCount += 1
    if (this.#begun === undefined) this.#begin(formatOfRow(this.#header, row))
    if (this.#begun === undefined) this.#pending.push(row)
    else this.#check(row, this.#begun)
    if (this.#pending.length > MAX_ROWS_BEFORE_FORMAT) throw this.unknownFormat()
  }

  /** Whether rows have been read that show none of the formats. */
  get isOfUnknownFormat(): boolean {
    return this.#pending.length > 0
  }

  unknownFormat(): IntegrationError {
    return unknownFormat(this.#header)
  }

  finish(): SurveyedFile {
    if (this.#begun === undefined) throw this.unknownFormat()
    const { format, survey } = this.#begun
    const reader = survey.finish()
    if (this.#readable === 0 && this.#firstFault !== undefined) throw asFileFault(this.#firstFault)
    const read = (row: CsvRow) => {
      const fault = shapeFault(row, format)
      return fault === undefined ? reader.read(row) : rejected(fault)
    }
    return { rowCount: this.#rowCount, reader: { read } }
  }

  #begin(format: Format | undefined): void {
    if (format === undefined) return
    const { options, possible } = this.#question
    const survey =
      format.kind === 'quick'
        ? quickFileSurvey(format, options, possible)
        : fullFileSurvey(format, options, possible)
    this.#begun = { format, survey }
    for (const row of this.#pending.splice(0)) this.#check(row, this.#begun)
  }

  #check(row: CsvRow, { format, survey }: { format: Format; survey: FileSurvey }): void {
    const fault = shapeFault(row, format) ?? survey.add(row)
    if (fault === undefined) this.#readable += 1
    else this.#firstFault ??= fault
  }
}

/** A row that has not the columns of the header. Empty ones at the end, which spreadsheets add, do no harm. */
function shapeFault(row: CsvRow, { kind, width }: Format): RowFault | undefined {
  if (row.fault !== undefined) return row.fault
  const found = row.fields.length
  if (found === width || (found > width && row.fields.slice(width).every((value) => value === '')))
    return undefined
  const cause = kind === 'quick' && found > width ? ' A title with a comma in it must be in quotes.' : ''
  const message = `Expected ${width} columns as in the header, found ${found}.${cause}`
  return fieldFault(row, Math.min(found, width), message)
}
