import { Type } from 'typebox'
import { CALENDARS, type Calendar, type PossibleDates } from '../../dates/possible-dates.ts'
import type { WrittenDate } from './written-date.ts'

export const DATE_ORDERS = ['dmy', 'mdy', 'ymd'] as const

export type DateOrder = (typeof DATE_ORDERS)[number]

/** How the dates of a file are to be read. */
export interface DateReading {
  readonly order: DateOrder
  readonly calendar: Calendar
}

/**
 * The choices of the person if a file does not determine how its dates are to be read: properties for the options of an import.
 *
 * @example
 * const Options = Type.Object({ ...DATE_OPTIONS })
 */
export const DATE_OPTIONS = {
  dateOrder: Type.Optional(
    Type.Enum(['auto', ...DATE_ORDERS], {
      title: 'Order of the dates',
      description:
        'Day, month, year (dmy), month, day, year (mdy) or year, month, day (ymd). Found out from the file unless you choose.',
      default: 'auto',
    }),
  ),
  calendar: Type.Optional(
    Type.Enum(['auto', ...CALENDARS], {
      title: 'Calendar of the dates',
      description:
        'By the years: 2025 is gregory, 2568 buddhist, 1404 persian, 1446 islamic_umalqura. Found out from the file unless you choose; needed for years of two digits that are not of the usual calendar.',
      default: 'auto',
    }),
  ),
}

/** The person's choices. */
export interface ChosenReading {
  readonly dateOrder: DateOrder | 'auto'
  readonly calendar: Calendar | 'auto'
}

export const ORDER_NAMES = {
  dmy: 'day, month, year',
  mdy: 'month, day, year',
  ymd: 'year, month, day',
} as const

/** The date under a reading, `YYYY-MM-DD`; `undefined` if it is not possible. */
export function dateUnder(
  { order, calendar }: DateReading,
  { first, second, third }: WrittenDate,
  possible: PossibleDates,
): string | undefined {
  if (order === 'dmy') return possible.find(calendar, { day: first, month: second, year: third })
  if (order === 'mdy') return possible.find(calendar, { month: first, day: second, year: third })
  return possible.find(calendar, { year: first, month: second, day: third })
}

/** The readings of a date in the languages that use this form, by the short dates of CLDR 48. */
export function usualReadings(date: WrittenDate): readonly DateReading[] {
  return usualOrders(date).flatMap((order) =>
    usualCalendars(date, order).map((calendar) => ({ order, calendar })),
  )
}

/** The readings that match the person's choices, usual or not. */
export function chosenReadings(date: WrittenDate, chosen: ChosenReading): readonly DateReading[] {
  const isAuto = chosen.dateOrder === 'auto' && chosen.calendar === 'auto'
  if (isAuto) return usualReadings(date)
  return allReadings(date).filter(({ order, calendar }) => {
    if (chosen.dateOrder !== 'auto' && order !== chosen.dateOrder) return false
    return chosen.calendar === 'auto'
      ? usualCalendars(date, order).includes(calendar)
      : calendar === chosen.calendar
  })
}

/** Every order and calendar that the position of a four-digit year allows. */
export function allReadings(date: WrittenDate): readonly DateReading[] {
  return ordersBesideLongYear(date).flatMap((order) => CALENDARS.map((calendar) => ({ order, calendar })))
}

function ordersBesideLongYear({ longYear }: WrittenDate): readonly DateOrder[] {
  if (longYear === 'first') return ['ymd']
  return longYear === 'third' ? ['dmy', 'mdy'] : DATE_ORDERS
}

/** Dots: day first, except `25. 6. 19.` in Korean, a form that Croatian in Bosnia uses as well, day first. */
function usualOrders(date: WrittenDate): readonly DateOrder[] {
  const [separator] = date.separators
  if (date.longYear === 'first' || !separator.includes('.')) return ordersBesideLongYear(date)
  const isWide = separator !== '.' || date.ending === '.'
  return date.longYear === 'none' && isWide ? ['dmy', 'ymd'] : ['dmy']
}

/** Only Thai uses two-digit years of another calendar; four-digit years are unambiguous. */
function usualCalendars({ longYear }: WrittenDate, order: DateOrder): readonly Calendar[] {
  if (order === 'mdy' || (order === 'ymd' && longYear === 'none')) return ['gregory']
  return longYear === 'none'
    ? ['gregory', 'buddhist']
    : ['gregory', 'buddhist', 'persian', 'islamic_umalqura']
}
