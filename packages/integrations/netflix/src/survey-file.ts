import type { ImportFile } from '@tributary/integration-kit'
import { type CsvRow, fieldPosition } from './csv-row.ts'
import { csvRows } from './csv-rows.ts'
import { fileParseError } from './file-parse-error.ts'
import { fullFileSurvey } from './full-file.ts'
import type { NetflixImportOptions } from './import-options.ts'
import { quickFileSurvey } from './quick-file.ts'
import { type Format, recogniseFormat } from './recognise-format.ts'
import type { FileSurvey, RowReader } from './row-reader.ts'

/** What reading the whole file once tells. */
export interface SurveyedFile {
  /** Without the header. */
  readonly rowCount: number
  readonly reader: RowReader
}

/**
 * Reads the whole file and writes nothing, so that a file that is broken in its last line leaves no half behind; and
 * because only the whole file tells the order of its dates.
 */
export async function surveyFile(
  file: ImportFile,
  options: NetflixImportOptions,
  signal: AbortSignal,
): Promise<SurveyedFile> {
  let header: CsvRow | undefined
  let begun: { readonly format: Format; readonly survey: FileSurvey } | undefined
  let rowCount = 0
  for await (const rows of csvRows(file, signal)) {
    for (const row of rows) {
      if (header === undefined) {
        header = row
        continue
      }
      begun ??= begin(header, row, options)
      requireWidth(row, begun.format)
      begun.survey.add(row)
      rowCount += 1
    }
  }
  if (header === undefined) throw fileParseError({ line: 1, column: 1 }, 'The file is empty.')
  begun ??= begin(header, undefined, options)
  return { rowCount, reader: begun.survey.finish() }
}

function begin(header: CsvRow, firstRow: CsvRow | undefined, options: NetflixImportOptions) {
  const format = recogniseFormat(header, firstRow)
  const survey = format.kind === 'quick' ? quickFileSurvey(options) : fullFileSurvey(format.places, options)
  return { format, survey }
}

function requireWidth(row: CsvRow, { kind, width }: Format): void {
  const found = row.fields.length
  if (found === width) return
  const cause = kind === 'quick' && found > width ? ' A title with a comma in it must be in quotes.' : ''
  throw fileParseError(
    fieldPosition(row, Math.min(found, width)),
    `Expected ${width} columns as in the header, found ${found}.${cause}`,
  )
}
