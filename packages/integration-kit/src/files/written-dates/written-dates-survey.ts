import { type CsvRow, fieldFault, fieldPosition, type RowFault } from '../csv/csv-row.ts'
import { fileParseError, quoted } from '../file-parse-error.ts'
import {
  areFew,
  chooseReading,
  consideredReadings,
  type Question,
  refuseIfUnusualFits,
  type SeenDate,
} from './choose-reading.ts'
import { type DateReading, dateUnder } from './date-reading.ts'
import { describeExpected, noPossibleDate, SAME_WAY } from './date-refusals.ts'
import { ShapeGroup } from './shape-group.ts'
import { readWrittenDate, shapeOf, type WrittenDate } from './written-date.ts'

/** How to read the dates of a file after its survey. */
export interface DatesOfFile {
  /** Whether rows of one date are contiguous. */
  readonly grouped: boolean
  /** The date of a row, `YYYY-MM-DD`, or its fault. */
  read(row: CsvRow): string | RowFault
}

/**
 * Determines how the dates of a file are to be read, from all of its rows: the order of day, month and year and the calendar depend on
 * the language of the person's account, and are not stated in the file.
 *
 * @example
 * const survey = new WrittenDatesSurvey({ chosen: options, possible }, 1)
 * for (const row of rows) survey.add(row)
 * const dates = survey.finish()
 * const date = dates.read(rows[0]) // '2025-06-19' for '6/19/25', or the fault of the row
 */
export class WrittenDatesSurvey {
  readonly #question: Question
  readonly #column: number
  readonly #groups = new Map<string, ShapeGroup>()
  #previous: { readonly text: string; count(): void } | undefined

  constructor(question: Question, column: number) {
    this.#question = question
    this.#column = column
  }

  /** Adds the date of a row; returns its fault if it has no date. */
  add(row: CsvRow): RowFault | undefined {
    const text = row.fields[this.#column] ?? ''
    if (this.#previous?.text !== text) {
      const date = readWrittenDate(text)
      if (date === undefined) return noDate(row, this.#column)
      const group = this.#groupOf(date)
      const kept = { ...date, text: detached(date.text) }
      const seen = { date: kept, position: fieldPosition(row, this.#column), count: 0 }
      if (!this.#isPossible(date)) {
        group.addImpossible(seen)
        return this.#impossible(row, date)
      }
      this.#previous = { text, count: group.add(seen) }
    }
    this.#previous.count()
    return undefined
  }

  /** Throws `file_parse_error` if the file does not determine how its dates are to be read. */
  finish(): DatesOfFile {
    const main = this.#mainGroup()
    const [column, question] = [this.#column, this.#question]
    const [sample] = main?.dates ?? []
    if (main === undefined || sample === undefined)
      return { grouped: true, read: (row) => noDate(row, column) }
    refuseIfUnusualFits(main, question)
    const reading = chooseReading(main, question)
    return {
      grouped: main.grouped,
      read: rememberingLast(column, (row) => readDate(row, { column, sample, reading, question })),
    }
  }

  #groupOf(date: WrittenDate): ShapeGroup {
    const shape = shapeOf(date)
    const group = this.#groups.get(shape) ?? new ShapeGroup()
    this.#groups.set(shape, group)
    return group
  }

  #isPossible(date: WrittenDate): boolean {
    const { chosen, possible } = this.#question
    const { eligible, others } = consideredReadings(date, chosen)
    return [...eligible, ...others].some((reading) => dateUnder(reading, date, possible) !== undefined)
  }

  #impossible(row: CsvRow, date: WrittenDate): RowFault {
    const { chosen, possible } = this.#question
    const { eligible, others } = consideredReadings(date, chosen)
    const expected = describeExpected(eligible.length > 0 ? eligible : others, possible)
    return fieldFault(row, this.#column, `${expected}, found ${quoted(date.text)}.`)
  }

  /** The form of most rows. Rows of other forms are rejected one by one. */
  #mainGroup(): ShapeGroup | undefined {
    const groups = [...this.#groups.values()]
    const [main, ...others] = groups.toSorted((one, other) => other.rows - one.rows)
    if (main === undefined) return undefined
    const [impossible] = main.impossible
    if (main.rows === 0 && impossible !== undefined) throw noPossibleDate(impossible, this.#question)
    const otherRows = others.reduce((sum, { rows }) => sum + rows, 0)
    if (otherRows === 0 || areFew(otherRows, main.rows)) return main
    const [first, second] = groups.flatMap(({ dates }) => dates.slice(0, 1))
    if (first === undefined || second === undefined) return main
    throw fileParseError(second.position, `${writtenLike(first, second.date.text)} ${SAME_WAY}`)
  }
}

/** Rows of one date are mostly contiguous. A fault belongs to its row and is not reused. */
function rememberingLast(column: number, read: DatesOfFile['read']): DatesOfFile['read'] {
  let last: { readonly text: string | undefined; readonly date: string } | undefined
  return (row) => {
    const text = row.fields[column]
    if (last !== undefined && last.text === text) return last.date
    const date = read(row)
    last = typeof date === 'string' ? { text, date } : undefined
    return date
  }
}

function readDate(
  row: CsvRow,
  file: { column: number; sample: SeenDate; reading: DateReading; question: Question },
): string | RowFault {
  const { column, sample, reading, question } = file
  const text = row.fields[column] ?? ''
  const date = readWrittenDate(text)
  if (date === undefined) return noDate(row, column)
  if (shapeOf(date) !== shapeOf(sample.date)) return fieldFault(row, column, writtenLike(sample, text))
  const found = dateUnder(reading, date, question.possible)
  const expected = () => describeExpected([reading], question.possible)
  return found ?? fieldFault(row, column, `${expected()}, found ${quoted(text)}.`)
}

/** A copy: V8 keeps the whole text in memory as long as a part of it is referenced. */
function detached(text: string): string {
  return Buffer.from(text).toString()
}

function noDate(row: CsvRow, column: number): RowFault {
  const found = quoted(row.fields[column] ?? '')
  return fieldFault(row, column, `Expected a date such as 6/19/25, 19.06.25 or 2025-06-19, found ${found}.`)
}

function writtenLike({ date, position }: SeenDate, found: string): string {
  return `Expected a date written like ${quoted(date.text)} in line ${position.line}, found ${quoted(found)}.`
}
