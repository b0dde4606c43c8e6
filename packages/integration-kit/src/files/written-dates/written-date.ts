import { withAsciiDigits } from './decimal-digits.ts'

/** A date as written: three numbers whose order and calendar are not determined yet. */
export interface WrittenDate {
  readonly text: string
  readonly first: number
  readonly second: number
  readonly third: number
  /** The text between the numbers: `/`, `.`, or `. ` for each gap. */
  readonly separators: readonly [string, string]
  /** The text after the numbers: `.` in Korean, ` г.` in Bulgarian, usually empty. */
  readonly ending: string
  /** The position of a four-digit year; `none` if the year has two digits. */
  readonly longYear: 'first' | 'third' | 'none'
}

// The leading era occurs in Pashto and Shan; the characters for year and month in Chinese, Japanese and Korean.
const SEPARATOR = String.raw`( ?[./\u2010-\u2013-] ?|[年月년월] ?| )`
const WRITTEN = new RegExp(
  String.raw`^(\p{L}[\p{L}\p{M}.]{0,11} )?(\d{4}|\d{1,2})${SEPARATOR}(\d{1,2})${SEPARATOR}(\d{4}|\d{1,2})( ?[\p{L}\p{M}.]{0,8})$`,
  'u',
)

/** Longer than any date with its marks and spaces; on a long run of spaces the pattern would take too long. */
const MAX_LENGTH = 40

/**
 * Three numbers written as a date, in the order of the text; `undefined` for any other text.
 *
 * @example
 * if (readWrittenDate(row.fields[1] ?? '') === undefined) return fieldFault(row, 1, 'Expected a date.')
 */
export function readWrittenDate(text: string): WrittenDate | undefined {
  if (text.length > MAX_LENGTH) return undefined
  const match = WRITTEN.exec(text) ?? WRITTEN.exec(normalised(text))
  if (match === null) return undefined
  const [, era, first = '', between = '', second = '', behind = '', third = '', ending = ''] = match
  if (first.length === 4 && third.length === 4) return undefined
  const longYear = first.length === 4 ? 'first' : third.length === 4 ? 'third' : 'none'
  // A two-digit year after an era is counted from the beginning of that era: "令和 7/6/19" is 2025, not 2007.
  if (era !== undefined && longYear !== 'first') return undefined
  return {
    text,
    first: Number(first),
    second: Number(second),
    third: Number(third),
    separators: [between, behind],
    ending: ending.trim(),
    longYear,
  }
}

/** Equal for dates of the same form. */
export function shapeOf({ separators, ending, longYear }: WrittenDate): string {
  return `${separators.join('#')}${ending === '.' ? '.' : ''} ${longYear}`
}

const ROMAN_MONTHS = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii']

/** Without marks of writing direction, with ASCII digits and plain spaces; Hawaiian writes months in Roman numerals. */
function normalised(text: string): string {
  return withAsciiDigits(text.replace(/\p{Cf}/gu, ''))
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/(?<=^\d+\/)[ivx]+(?=\/)/, (month) => String(ROMAN_MONTHS.indexOf(month) + 1))
}
