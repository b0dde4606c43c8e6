import { monthNamed } from './month-names.ts'

/** Languages in which the months of a date have names: those of `monthNamed`, and more. The date itself has to have one day and one year. */
export const MONTH_LANGUAGES = [
  'af sq hy az be bn bs bg ca hr cs da nl en et fil fi fr gl ka de el gu he hi hu is id ga it kn kk km lv lt mk ms ml mr ne nb',
  'pl pt pa ro ru sr si sk sl es sw sv ta te th tr uk ur uz cy',
].flatMap((row) => row.split(' '))

/**
 * Words that `monthNamed` takes for another month than other languages do: `lip`, `srp` and `lis` are one month earlier in Croatian than in
 * Polish and Czech, and the Finnish November and the Irish June begin as other months.
 */
const OF_TWO_MONTHS = ['lip', 'lis', 'srp', 'marras', 'meith']

/** Names of several words, and those of scripts that write other words on to them. */
const IS_WITHIN_WORDS = / |[^\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u

const NAMES = new Map<string, readonly (readonly [string, number])[]>()

/**
 * The number of the month that a date of a language names, by its name or its abbreviation as `Intl` has them.
 *
 * @example
 * monthIn('hr', '14. lis 2026.') // 10
 */
export function monthIn(language: string, date: string): number | undefined {
  const text = plain(date)
  const names = NAMES.get(language) ?? namesIn(language)
  NAMES.set(language, names)
  const words = wordsOf(text)
  return names.find(
    ([name]) => words.includes(name) || (IS_WITHIN_WORDS.test(name) && text.includes(name)),
  )?.[1]
}

/**
 * The languages in which each of the dates of a file names a month, if those of `monthNamed` do not already decide: with those that read
 * every date alike, the first one of each reading.
 *
 * @example
 * languagesOf(['14. lis 2026.']) // ['hr', 'cs'], of which a person has to choose; with '14. kol 2026.' only ['hr']
 */
export function languagesOf(dates: readonly string[]): readonly string[] {
  const isDecided = dates.every((date) => {
    const words = wordsOf(plain(date))
    const isOpen = words.some((word) => OF_TWO_MONTHS.some((name) => word.startsWith(name)))
    return !isOpen && words.some((word) => monthNamed(word) !== undefined)
  })
  if (isDecided) return []
  const readings = new Map<string, string>()
  for (const language of MONTH_LANGUAGES) {
    const months = dates.map((date) => monthIn(language, date))
    const reading = months.join()
    if (!months.includes(undefined) && !readings.has(reading)) readings.set(reading, language)
  }
  return [...readings.values()]
}

/** The words of a text, with the marks of their letters. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/[\p{L}\p{M}]+/gu) ?? []
}

/** Longest first: a name may begin with that of another month. */
function namesIn(language: string): readonly (readonly [string, number])[] {
  const names = (['long', 'short'] as const).flatMap((month) => {
    const format = new Intl.DateTimeFormat(language, {
      day: 'numeric',
      month,
      year: 'numeric',
      timeZone: 'UTC',
    })
    return Array.from({ length: 12 }, (_, index) => {
      const parts = format.formatToParts(Date.UTC(2026, index, 14))
      return [plain(parts.find(({ type }) => type === 'month')?.value ?? ''), index + 1] as const
    })
  })
  return names.filter(([name]) => /\p{L}/u.test(name)).toSorted(([one], [other]) => other.length - one.length)
}

/** Without the dots of abbreviations, which not every export has. */
function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/[.׳’]/gu, '')
}
