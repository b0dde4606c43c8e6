import { withAsciiDigits } from '../written-dates/decimal-digits.ts'
import { wordsOf } from './month-languages.ts'
import { monthNamed } from './month-names.ts'

/** A date with its time as a language writes it. */
export interface WrittenTime {
  /**
   * The numbers of the date, in an order that is certain, without its month where `monthNamed` does not know its name; or two whose order is
   * open, with the year.
   */
  readonly date:
    | { readonly year: number; readonly month: number | undefined; readonly day: number }
    | { readonly year: number; readonly open: readonly [number, number] }
  /** The date without its numbers, where its month is named. */
  readonly named?: string
  /** Since midnight, by the clock of `zone`. */
  readonly seconds: number
  /** `CEST`, `GMT+05:30`; empty where the text names no zone. */
  readonly zone: string
}

/** Longer than any date with its time. */
const MAX_LENGTH = 80

/** Not the beginning of `14.07.2026`. */
const TIME = /(?<![\d.])(\d{1,2})([:.])(\d{2})\2(\d{2})(?!\d|\.\d)/

const IS_MORNING = /(?<!\p{L})(?:a\. ?m\.|am|a\.m|오전|午前|上午|凌晨|清晨|早上|ص|öö|π\.μ\.)(?!\p{L})/iu
const IS_AFTERNOON = /(?<!\p{L})(?:p\. ?m\.|pm|p\.m|오후|午後|下午|中午|晚上|م|ös|μ\.μ\.)(?!\p{L})/iu

/** Thai years. */
const BUDDHIST = 2400

/**
 * A date with its time, its month named in any language, or written in numbers; `undefined` for another text.
 *
 * Not `Date.parse`: it reads `12.07.2026` month first, and knows no `CEST`.
 *
 * @example
 * readWrittenTime('14 juin 2026, 03:05:06 EDT')?.zone // 'EDT'
 */
export function readWrittenTime(written: string): WrittenTime | undefined {
  if (written.length > MAX_LENGTH) return undefined
  const text = plain(written)
  const time = TIME.exec(text)
  if (time === null) return undefined
  const before = text.slice(0, time.index)
  const after = text.slice(time.index + time[0].length)
  const seconds = secondsOf(time, halfOf(before) ?? halfOf(after))
  const date = dateIn(withoutHalf(before))
  if (seconds === undefined || date === undefined) return undefined
  const label = withoutHalf(after)
    .replace(/[[\]()]/g, ' ')
    .trim()
  const zone = label.split(' ').at(-1) ?? ''
  const isNamed = 'month' in date && (withoutHalf(before).match(/\d+/g) ?? []).length === 2
  return { date, seconds, zone, ...(isNamed ? { named: withoutHalf(before).replace(/\d+/g, '') } : {}) }
}

/** Without marks of writing direction, with ASCII digits and plain spaces; French in Canada writes `20 h 05 min 06 s`. */
function plain(text: string): string {
  return withAsciiDigits(text.replace(/\p{Cf}/gu, ''))
    .replace(/\s+/g, ' ')
    .replace(/(\d) h (\d\d) min (\d\d) s/, '$1:$2:$3')
    .trim()
}

function halfOf(text: string): 'morning' | 'afternoon' | undefined {
  if (IS_MORNING.test(text)) return 'morning'
  return IS_AFTERNOON.test(text) ? 'afternoon' : undefined
}

function withoutHalf(text: string): string {
  return text.replace(IS_MORNING, ' ').replace(IS_AFTERNOON, ' ')
}

function secondsOf(
  [, written, , minutes, seconds]: RegExpExecArray,
  half: 'morning' | 'afternoon' | undefined,
): number | undefined {
  const hour = Number(written)
  if (hour > (half === undefined ? 23 : 12) || Number(minutes) > 59 || Number(seconds) > 59) return undefined
  const ofDay = half === undefined ? hour : (hour % 12) + (half === 'afternoon' ? 12 : 0)
  return ofDay * 3600 + Number(minutes) * 60 + Number(seconds)
}

function dateIn(text: string): WrittenTime['date'] | undefined {
  const numbers = text.match(/\d+/g) ?? []
  const yearAt = numbers.findIndex((each) => each.length === 4)
  if (yearAt === -1) return undefined
  const written = Number(numbers[yearAt])
  const year = written > BUDDHIST ? written - 543 : written
  const [first = 0, second, ...more] = numbers.filter((_, index) => index !== yearAt).map(Number)
  if (more.length > 0) return undefined
  if (second === undefined) {
    const words = wordsOf(text)
    return words.length === 0 ? undefined : { year, month: monthOf(words), day: first }
  }
  if (yearAt === 0) return { year, month: first, day: second }
  // Slashes are month first in the United States; Arabic, with a comma of its own, and dates with dots or hyphens are not.
  if (text.includes('/') && !text.includes('،')) return { year, open: [first, second] }
  return { year, month: second, day: first }
}

function monthOf(words: readonly string[]): number | undefined {
  return words.map(monthNamed).find((each) => each !== undefined)
}
