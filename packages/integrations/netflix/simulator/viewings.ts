import type { LocaleFormat } from './locales.ts'
import { randomNumbers } from './random.ts'

/** One viewing of a generated history. */
export interface SimulatedViewing {
  readonly title: string
  /** Days since 1970-01-01. */
  readonly day: number
}

const FIRST = [
  'The Silent',
  'Lost',
  'Crimson',
  'Northern',
  'Café',
  'Paper',
  'Midnight',
  'Second',
  'Hollow',
  'Électrique',
]
const SECOND = [
  'Harbour',
  'Kingdom',
  'Letters',
  'Signal',
  'Orchard',
  'Detectives',
  'Tide',
  'Academy',
  'Winter',
  'Machine',
]
const FILM_SUFFIX = ['', '', ': Far from Home', ': Part Two', ', Again', ' – Redux']
const EPISODE_NAMES = [
  'Pilot',
  'The One With a ""Quote""',
  'Chapter Nine: The Piggyback',
  'Colons, and commas',
  'Ende',
  '八月',
]

/** A history spans about four years, however many rows it has, since it cannot be older than Netflix. */
const DAYS_WITH_VIEWINGS = 1000

/**
 * A history, newest first, the same for every locale except the words for seasons and episodes. About one viewing in twenty repeats
 * the previous one on the same day. Titles are escaped for CSV.
 */
export function* simulatedViewings(
  options: { readonly rows: number; readonly seed: number; readonly newestDate: string },
  locale: LocaleFormat,
): Generator<SimulatedViewing> {
  const random = randomNumbers(options.seed)
  let day = Math.floor(Date.parse(options.newestDate) / 86_400_000)
  const perDay = Math.max(3, options.rows / DAYS_WITH_VIEWINGS)
  let title = ''
  for (let row = 0; row < options.rows; row += 1) {
    const isNewDay = random() < 1 / perDay
    if (isNewDay) day -= 1 + Math.floor(random() * 2)
    if (isNewDay || title === '' || random() > 0.05) title = simulatedTitle(random, locale)
    yield { title, day }
  }
}

function simulatedTitle(random: () => number, locale: LocaleFormat): string {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? ''
  const name = `${pick(FIRST)} ${pick(SECOND)}`
  const kind = random()
  if (kind < 0.2) return `${name}${pick(FILM_SUFFIX)}`
  if (kind < 0.25) return `${name}: Limited Series: ${locale.episode} ${1 + Math.floor(random() * 8)}`
  const season = `${locale.season} ${1 + Math.floor(random() * 9)}`
  if (kind < 0.5) return `${name}: ${season}: ${locale.episode} ${1 + Math.floor(random() * 24)}`
  return `${name}: ${season}: ${pick(EPISODE_NAMES)}`
}
