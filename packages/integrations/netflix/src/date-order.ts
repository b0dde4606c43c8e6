import { type CsvRow, fieldPosition } from './csv-row.ts'
import { DateSequence } from './date-sequence.ts'
import { fileParseError, quoted } from './file-parse-error.ts'
import { type DateOrder, dateInOrder, readWrittenDate, type WrittenDate } from './written-date.ts'

const ORDER_NAMES = { dmy: 'day, month, year', mdy: 'month, day, year', ymd: 'year, month, day' } as const

interface Seen {
  readonly date: WrittenDate
  readonly row: CsvRow
}

/**
 * Tells the order of a file's dates, which follows the account's language and stands nowhere in the file. Fed with every
 * row, in order:
 *
 * 1. a year of four digits in front, or dots between, tell it at once;
 * 2. a day that could not be a month rules orders out;
 * 3. Netflix writes the newest first, which only one order may agree with;
 * 4. otherwise the person must choose: nothing is guessed.
 *
 * Throws `file_parse_error` for a date that is none, or that is not written like the others.
 */
export class DateOrderFinder {
  readonly #chosen: DateOrder | 'auto'
  readonly #field: number
  readonly #sequence = new DateSequence()
  readonly #ruledOutBy = new Map<DateOrder, Seen>()
  #previous: Seen | undefined
  #first: Seen | undefined
  #candidates: readonly DateOrder[] = []
  #possible: readonly DateOrder[] = []
  #sameInEither = true

  constructor(options: { readonly chosen: DateOrder | 'auto'; readonly field: number }) {
    this.#chosen = options.chosen
    this.#field = options.field
  }

  /** Whether rows of one date have stood together so far. */
  get grouped(): boolean {
    return this.#sequence.grouped
  }

  add(row: CsvRow): void {
    const text = row.fields[this.#field] ?? ''
    if (this.#previous?.date.text === text) return
    const date = readWrittenDate(text)
    if (date === undefined) {
      throw this.#fault(
        row,
        `Expected a date such as 6/19/25, 19.06.25 or 2025-06-19, found ${quoted(text)}.`,
      )
    }
    const seen = { date, row }
    if (this.#first === undefined) this.#start(seen)
    else this.#requireSameShape(this.#first.date, seen)
    this.#ruleOut(seen)
    this.#sequence.add(date)
    if (date.first !== date.second) this.#sameInEither = false
    this.#previous = seen
  }

  /** The order of the file's dates. */
  find(): DateOrder {
    const first = this.#first
    const [only, other] = this.#possible
    if (first === undefined || only === undefined) return 'ymd'
    if (this.#chosen !== 'auto') return only
    if (other === undefined || this.#sameInEither) return this.#requireNotYearFirst(first, only)
    const sorted = this.#possible.filter((order) => this.#sequence.isNewestFirst(order))
    if (sorted.length === 1 && sorted[0] !== undefined) return sorted[0]
    throw this.#undecided(first, 'as day and month, or as month and day', 'dmy or mdy')
  }

  /** A year of two digits in front looks like a day. Then only the order of the rows shows the mistake. */
  #requireNotYearFirst(first: Seen, order: DateOrder): DateOrder {
    const sequence = this.#sequence
    const isMistake = !sequence.isNewestFirst(order) && sequence.isNewestFirst('ymd')
    if (isMistake && first.date.longYear === 'none' && sequence.distinctDays > 2)
      throw this.#undecided(first, `as ${ORDER_NAMES[order]}, or as ${ORDER_NAMES.ymd}`, `${order} or ymd`)
    return order
  }

  #start(seen: Seen): void {
    this.#first = seen
    this.#candidates = this.#chosen === 'auto' ? likelyOrders(seen.date) : [this.#chosen]
    this.#possible = this.#candidates
    const { longYear } = seen.date
    const isWrongEnd = longYear !== 'none' && (longYear === 'first') !== (this.#candidates[0] === 'ymd')
    if (isWrongEnd)
      throw this.#fault(seen.row, `Expected ${this.#expected()}, found ${quoted(seen.date.text)}.`)
  }

  #requireSameShape(first: WrittenDate, { date, row }: Seen): void {
    if (date.separator === first.separator && date.longYear === first.longYear) return
    throw this.#fault(
      row,
      `Expected a date written like the first one, ${quoted(first.text)}, found ${quoted(date.text)}. All dates of one file must be written the same way.`,
    )
  }

  #ruleOut(seen: Seen): void {
    const { date, row } = seen
    const valid = this.#candidates.filter((order) => dateInOrder(date, order) !== undefined)
    if (valid[0] === undefined)
      throw this.#fault(row, `Expected ${this.#expected()}; the calendar has no ${quoted(date.text)}.`)
    for (const order of this.#possible) if (!valid.includes(order)) this.#ruledOutBy.set(order, seen)
    const before = this.#ruledOutBy.get(valid[0])
    this.#possible = this.#possible.filter((order) => valid.includes(order))
    if (this.#possible.length > 0 || before === undefined) return
    throw this.#fault(
      row,
      `Expected ${ORDER_NAMES[valid[0] === 'dmy' ? 'mdy' : 'dmy']} as in line ${before.row.line} (${quoted(before.date.text)}), found ${quoted(date.text)}. All dates of one file must be written the same way.`,
    )
  }

  #expected(): string {
    if (this.#chosen !== 'auto')
      return `a date in the order ${ORDER_NAMES[this.#chosen]}, chosen with the option dateOrder`
    return `a date in the order ${this.#candidates.map((order) => ORDER_NAMES[order]).join(' or ')}`
  }

  #undecided({ date, row }: Seen, readings: string, choices: string) {
    return this.#fault(
      row,
      `The dates of this file, the first being ${quoted(date.text)}, can be read ${readings}. Choose the order with the option dateOrder (${choices}), in an upload a form field beside the file, and import it again.`,
    )
  }

  #fault(row: CsvRow, message: string) {
    return fileParseError(fieldPosition(row, this.#field), message)
  }
}

/** Dots mean the day first in every language that writes them; other separators are written both ways. */
function likelyOrders(date: WrittenDate): readonly DateOrder[] {
  if (date.longYear === 'first') return ['ymd']
  return date.separator === '.' ? ['dmy'] : ['dmy', 'mdy']
}
