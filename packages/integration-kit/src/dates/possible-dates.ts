import { addDays, utcDate } from './calendar.ts'
import { isCalendarDate, isoDate } from './calendar-date.ts'

/** `Intl`'s names of calendars, in the API's spelling of enums. */
export const CALENDARS = ['gregory', 'buddhist', 'persian', 'islamic_umalqura'] as const

export type Calendar = (typeof CALENDARS)[number]

/** The first date that can have data, and why. */
export interface FirstDate {
  /** `YYYY-MM-DD` */
  readonly date: string
  /** `the year Netflix began to stream` */
  readonly reason: string
}

/**
 * The dates for which a provider can have data: from its start until tomorrow, since other time zones are a day ahead. Their
 * years differ so much between calendars that most dates are possible in only one.
 *
 * @example
 * const possible = new PossibleDates({ date: '2007-01-01', reason: 'the year Netflix began to stream' }, Date.now())
 * possible.has('2005-06-19') // false
 */
export class PossibleDates {
  readonly #first: FirstDate
  readonly #latest: string
  readonly #tables = new Map<Calendar, CalendarTable>()

  /** @param now milliseconds since 1970 */
  constructor(first: FirstDate, now: number) {
    this.#first = first
    this.#latest = addDays(utcDate(now), 1)
  }

  has(date: string): boolean {
    return date >= this.#first.date && date <= this.#latest
  }

  /** `from 2007-01-01, the year Netflix began to stream, to 2026-11-29` */
  get span(): string {
    return `from ${this.#first.date}, ${this.#first.reason}, to ${this.#latest}`
  }

  /** `YYYY-MM-DD`; `undefined` for an impossible date. A two-digit year is the matching one of the possible years. */
  find(
    calendar: Calendar,
    written: { readonly year: number; readonly month: number; readonly day: number },
  ): string | undefined {
    if (calendar !== 'gregory') return this.#tableOf(calendar).find(written)
    const { month, day } = written
    const year = fullYear(written.year, Number(this.#first.date.slice(0, 4)))
    if (year < 1000 || !isCalendarDate(year, month, day)) return undefined
    const date = isoDate(year, month, day)
    return this.has(date) ? date : undefined
  }

  #tableOf(calendar: Calendar): CalendarTable {
    const table = this.#tables.get(calendar) ?? new CalendarTable(calendar, this.#first.date, this.#latest)
    this.#tables.set(calendar, table)
    return table
  }
}

/**
 * The possible dates of one calendar. `Intl` only converts to calendars, so its table is inverted; that takes some 50 ms, and
 * happens when a year of the calendar first occurs.
 */
class CalendarTable {
  readonly #format: Intl.DateTimeFormat
  readonly #first: string
  readonly #latest: string
  readonly #firstYear: number
  readonly #lastYear: number
  #dates: ReadonlyMap<string, string> | undefined

  constructor(calendar: Calendar, first: string, latest: string) {
    this.#format = new Intl.DateTimeFormat(`en-u-ca-${intlName(calendar)}-nu-latn`, {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
    this.#first = first
    this.#latest = latest
    this.#firstYear = numbersIn(this.#format, Date.parse(first)).year
    this.#lastYear = numbersIn(this.#format, Date.parse(latest)).year
  }

  find({ year: written, month, day }: { year: number; month: number; day: number }): string | undefined {
    const year = fullYear(written, this.#firstYear)
    if (year < this.#firstYear || year > this.#lastYear) return undefined
    this.#dates ??= new Map(this.#entries())
    return this.#dates.get(`${year}-${month}-${day}`)
  }

  *#entries(): Generator<[string, string]> {
    for (let date = this.#first; date <= this.#latest; date = addDays(date, 1)) {
      const { year, month, day } = numbersIn(this.#format, Date.parse(date))
      yield [`${year}-${month}-${day}`, date]
    }
  }
}

/** The name in `Intl`: `islamic-umalqura`. */
function intlName(calendar: Calendar): string {
  return calendar.replace('_', '-')
}

/** A two-digit year → the first such year from `firstYear` on. */
function fullYear(year: number, firstYear: number): number {
  return year < 100 ? firstYear + ((((year - firstYear) % 100) + 100) % 100) : year
}

function numbersIn(format: Intl.DateTimeFormat, at: number): { year: number; month: number; day: number } {
  const numbers = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return { year: numbers.get('year') ?? 0, month: numbers.get('month') ?? 0, day: numbers.get('day') ?? 0 }
}
