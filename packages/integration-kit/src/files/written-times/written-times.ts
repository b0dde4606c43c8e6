import { Type } from 'typebox'
import { isCalendarDate, isoDate } from '../../dates/calendar-date.ts'
import type { PossibleDates } from '../../dates/possible-dates.ts'
import { fileParseError, type Position, quoted } from '../file-parse-error.ts'
import { DATE_OPTIONS, type DateOrder } from '../written-dates/date-reading.ts'
import { languagesOf, MONTH_LANGUAGES, monthIn } from './month-languages.ts'
import { readWrittenTime, type WrittenTime } from './read-written-time.ts'
import { minutesOfZone, offsetsOf, UTC_OFFSETS } from './zone-labels.ts'

/**
 * The choices of the person if the times of a file do not tell how they are to be read: properties for the options of an import.
 *
 * @example
 * const Options = Type.Object({ ...TIME_OPTIONS })
 */
export const TIME_OPTIONS = {
  dateOrder: DATE_OPTIONS.dateOrder,
  utcOffset: Type.Optional(
    Type.Enum(['auto', ...UTC_OFFSETS], {
      title: 'Offset of the times',
      description:
        'The clock of the file minus UTC, such as -06:00. Only needed for times without a zone, or with one of several meanings, such as CST.',
      default: 'auto',
    }),
  ),
  language: Type.Optional(
    Type.Enum(['auto', ...MONTH_LANGUAGES], {
      title: 'Language of the dates',
      description:
        'The language in which the file names months, as a code such as hr. Found out from the file unless you choose; only needed for names that are different months in two languages, such as "lis".',
      default: 'auto',
    }),
  ),
}

/** More names of months than a language has, in both of their forms. */
const MOST_NAMES = 100

/** The person's choices. */
export interface ChosenTimes {
  readonly dateOrder: DateOrder | 'auto'
  readonly utcOffset: string
  readonly language: string
}

interface Doubt extends Position {
  readonly text: string
  readonly zone: string
}

/**
 * Reads the times of a file that are written as its language does, after a survey of all of them: the order of day and month may be open
 * in each one alone. The zone at the end is a fixed offset: that of the day when the file was made, in every row.
 *
 * @example
 * const times = new WrittenTimes({ dateOrder: 'auto', utcOffset: 'auto', language: 'auto' }, possible)
 * times.survey('14 Jun 2026, 08:05:06 CEST', { line: 1, column: 1 })
 * times.finish()
 * times.read('14 Jun 2026, 08:05:06 CEST') // '2026-06-14T06:05:06Z'
 */
export class WrittenTimes {
  readonly #chosen: ChosenTimes
  readonly #possible: PossibleDates
  readonly #orders = new Set<'dmy' | 'mdy'>()
  #openOrder: Doubt | undefined
  #openZone: Doubt | undefined
  /** The first time with each name of a month. */
  readonly #names = new Map<string, Doubt>()
  #language: string | undefined

  constructor(chosen: ChosenTimes, possible: PossibleDates) {
    this.#chosen = chosen
    this.#possible = possible
    this.#language = chosen.language === 'auto' ? undefined : chosen.language
  }

  survey(text: string, { line, column, file }: Position): void {
    const time = readWrittenTime(text)
    if (time === undefined) return
    const doubt = { line, column, file, text, zone: time.zone }
    if (this.#offsetOf(time) === undefined) this.#openZone ??= doubt
    const { named } = time
    if (named !== undefined && this.#names.size < MOST_NAMES && !this.#names.has(named))
      this.#names.set(named, doubt)
    if (!('open' in time.date)) return
    const [first, second] = time.date.open
    if (first > 12) this.#orders.add('dmy')
    else if (second > 12) this.#orders.add('mdy')
    else if (first !== second) this.#openOrder ??= doubt
  }

  /** Throws `file_parse_error` if the file does not determine how its times are to be read. */
  finish(): void {
    if (this.#openOrder !== undefined && this.#order === undefined)
      throw undecided(this.#openOrder, 'dateOrder', ['dmy', 'mdy'])
    if (this.#openZone !== undefined)
      throw undecided(this.#openZone, 'utcOffset', offsetsOf(this.#openZone.zone))
    this.#language ??= this.#languageOfNames()
  }

  /** The instant, RFC 3339 in UTC with whole seconds; `undefined` for a text that is no possible time. */
  read(text: string): string | undefined {
    const time = readWrittenTime(text)
    if (time === undefined) return undefined
    const offset = this.#offsetOf(time)
    const date = this.#dateOf(time)
    if (offset === undefined || date === undefined || !this.#possible.has(date)) return undefined
    const instant = Date.parse(`${date}T00:00:00Z`) + (time.seconds - offset * 60) * 1000
    return `${new Date(instant).toISOString().slice(0, 19)}Z`
  }

  get #order(): DateOrder | undefined {
    const { dateOrder } = this.#chosen
    if (dateOrder !== 'auto') return dateOrder
    return this.#orders.size === 1 ? [...this.#orders][0] : undefined
  }

  #offsetOf({ zone }: WrittenTime): number | undefined {
    const known = minutesOfZone(zone)
    if (known !== undefined || this.#chosen.utcOffset === 'auto') return known
    return minutesOfZone(this.#chosen.utcOffset)
  }

  /** Throws if two languages name other months so. */
  #languageOfNames(): string | undefined {
    const languages = languagesOf([...this.#names.keys()])
    const [open] = this.#names.values()
    if (languages.length > 1 && open !== undefined) throw undecided(open, 'language', languages)
    return languages[0]
  }

  #dateOf({ date, named }: WrittenTime): string | undefined {
    const { year } = date
    const [first, second] = 'open' in date ? date.open : [date.day, this.#monthOf(date, named)]
    if (second === undefined) return undefined
    const isMonthFirst = 'open' in date && this.#order === 'mdy'
    const [day, month] = isMonthFirst ? [second, first] : [first, second]
    return isCalendarDate(year, month, day) ? isoDate(year, month, day) : undefined
  }

  #monthOf({ month }: { readonly month: number | undefined }, named: string | undefined): number | undefined {
    if (this.#language === undefined || named === undefined) return month
    return monthIn(this.#language, named)
  }
}

const OPEN = {
  dateOrder: 'The order of day and month',
  utcOffset: 'The time zone',
  language: 'The language of the dates',
} as const

function undecided(at: Doubt, option: keyof typeof OPEN, choices: readonly string[]) {
  const what = OPEN[option]
  const few = choices.length > 4 ? 'such as -06:00' : choices.join(' or ')
  return fileParseError(
    at,
    `${what} is open in ${quoted(at.text)}. Choose with the option ${option} (${few}) and import the file again.`,
    { resolvedBy: { option, choices: [...choices] } },
  )
}
