import type { MediaRecord } from '@tributary/integration-kit'
import type { CsvRow } from './csv-row.ts'

/** Checks a file row by row, before anything is written, and learns from the whole of it how to read it. */
export interface FileSurvey {
  /** Throws `file_parse_error` for a row that cannot be read. */
  add(row: CsvRow): void
  /** Call once, after the last row. */
  finish(): RowReader
}

/** Turns the rows of one surveyed file into records. */
export interface RowReader {
  /** Whether the rows of a day stand together. */
  readonly grouped: boolean
  /** `undefined` for a row that is left out on purpose. */
  read(row: CsvRow): Viewing | undefined
}

export interface Viewing {
  /** The day whose rows stand together in a `grouped` file. */
  readonly day: string
  /** Equal for viewings that only their number tells apart. */
  readonly key: string
  toRecord(occurrence: number): MediaRecord
}
