import { isCalendarDate, isoDate } from './calendar-date.ts'

/** By the names of `Intl`. */
export const CALENDARS = ['gregory', 'buddhist', 'persian', 'islamic-umalqura'] as const

export type Calendar = (typeof CALENDARS)[number]

/** Netflix began to stream in January 2007. */
export const FIRST_DATE = '2007-01-01'

const DAY_MILLISECONDS = 86_400_000

/**
 * The dates on which somebody can have watched Netflix: since it began, and until tomorrow, since it is tomorrow already
 * east of here. Their years lie so far apart in the calendars that most dates fit one calendar alone.
 */
export class PossibleDates {
  /** The last of them, `YYYY-MM-DD`. */
  readonly latest: string
  readonly #tables = new Map<Calendar, CalendarTable>()

  /** `now` in milliseconds since 1970. */
  constructor(now: number) {
    this.latest = isoDay(now + DAY_MILLISECONDS)
  }

  has(date: string): boolean {
    return date >= FIRST_DATE && date <= this.latest
  }

  /** `YYYY-MM-DD`; `undefined` for what is not possible. A year of two digits is the one of the possible years. */
  find(
    calendar: Calendar,
    written: { readonly year: number; readonly month: number; readonly day: number },
  ): string | undefined {
    if (calendar !== 'gregory') return this.#tableOf(calendar).find(written)
    const { month, day } = written
    const year = fullYear(written.year, Number(FIRST_DATE.slice(0, 4)))
    if (year < 1000 || !isCalendarDate(year, month, day)) return undefined
    const date = isoDate(year, month, day)
    return this.has(date) ? date : undefined
  }

  #tableOf(calendar: Calendar): CalendarTable {
    const table = this.#tables.get(calendar) ?? new CalendarTable(calendar, this.latest)
    this.#tables.set(calendar, table)
    return table
  }
}

/**
 * The possible dates of one calendar. `Intl` converts to calendars only, so its table is read backwards; it takes some 50
 * ms to make, and is made when a year of the calendar is met.
 */
class CalendarTable {
  readonly #format: Intl.DateTimeFormat
  readonly #latest: string
  readonly #firstYear: number
  readonly #lastYear: number
  #dates: ReadonlyMap<string, string> | undefined

  constructor(calendar: Calendar, latest: string) {
    this.#format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
      timeZone: 'UTC',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
    this.#latest = latest
    this.#firstYear = numbersIn(this.#format, Date.parse(FIRST_DATE)).year
    this.#lastYear = numbersIn(this.#format, Date.parse(latest)).year
  }

  find({ year: written, month, day }: { year: number; month: number; day: number }): string | undefined {
    const year = fullYear(written, this.#firstYear)
    if (year < this.#firstYear || year > this.#lastYear) return undefined
    this.#dates ??= new Map(this.#entries())
    return this.#dates.get(`${year}-${month}-${day}`)
  }

  *#entries(): Generator<[string, string]> {
    for (let at = Date.parse(FIRST_DATE); at <= Date.parse(this.#latest); at += DAY_MILLISECONDS) {
      const { year, month, day } = numbersIn(this.#format, at)
      yield [`${year}-${month}-${day}`, isoDay(at)]
    }
  }
}

/** A year of two digits → the first such year from `firstYear` on. */
function fullYear(year: number, firstYear: number): number {
  return year < 100 ? firstYear + ((((year - firstYear) % 100) + 100) % 100) : year
}

function numbersIn(format: Intl.DateTimeFormat, at: number): { year: number; month: number; day: number } {
  const numbers = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  return { year: numbers.get('year') ?? 0, month: numbers.get('month') ?? 0, day: numbers.get('day') ?? 0 }
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
