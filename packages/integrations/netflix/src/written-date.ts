import { isCalendarDate, isoDate } from './calendar-date.ts'

export type DateOrder = 'dmy' | 'mdy' | 'ymd'

/** A date as written: three numbers whose order is still to be told. */
export interface WrittenDate {
  readonly text: string
  readonly first: number
  readonly second: number
  readonly third: number
  readonly separator: string
  /** Where a year of four digits stands; `none` when the year has two. */
  readonly longYear: 'first' | 'third' | 'none'
}

// `19. 6. 2025.` and `25. 6. 19.` are how Croatian and Korean write it.
const WRITTEN = /^\s*(\d{4}|\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})\s*\.?\s*$/

/** Longer than any date with its marks and spaces; on endless spaces the pattern would take endless time. */
const MAX_LENGTH = 40

/** `6/19/25` → 6, 19, 25; `undefined` for what has not the shape of a date. */
export function readWrittenDate(text: string): WrittenDate | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const match = WRITTEN.exec(text) ?? WRITTEN.exec(withAsciiDigits(text))
  if (match === null) return undefined
  const [, first = '', separator = '', second = '', third = ''] = match
  if (first.length === 4 && third.length === 4) return undefined
  const longYear = first.length === 4 ? 'first' : third.length === 4 ? 'third' : 'none'
  return { text, first: Number(first), second: Number(second), third: Number(third), separator, longYear }
}

/** The date under an order, `YYYY-MM-DD`; `undefined` when the calendar has no such day. */
export function dateInOrder(date: WrittenDate, order: DateOrder): string | undefined {
  const { first, second, third } = date
  if (order === 'dmy') return valid(third, second, first)
  return order === 'mdy' ? valid(third, first, second) : valid(first, second, third)
}

/** Netflix began to stream in 2007: two digits are of this century. */
function valid(writtenYear: number, month: number, day: number): string | undefined {
  const year = writtenYear < 100 ? 2000 + writtenYear : writtenYear
  return year >= 1000 && isCalendarDate(year, month, day) ? isoDate(year, month, day) : undefined
}

/** Arabic and Persian locales write their own digits, with marks for the direction of writing between. */
function withAsciiDigits(text: string): string {
  return text
    .replace(/[\u200e\u200f\u061c]/g, '')
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
}
