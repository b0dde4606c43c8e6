import { randomNumbers } from '@tributary/provider-simulator'

/** Something a simulated person did, as TikTok itself knows it: the forms of an export write it differently. */
export interface SimulatedActivity {
  /** `2026-10-01 10:00:00`, in UTC. */
  readonly time: string
  readonly videoId: string
  /** Empty for most videos. */
  readonly title: string
  readonly words: string
}

export type SimulatedSection = 'view' | 'like' | 'favorite' | 'search'

export interface ActivityOptions {
  /** The number of entries of each section. */
  readonly counts: Readonly<Record<SimulatedSection, number>>
  /** The same seed generates the same export. Default: 1. */
  readonly seed?: number
  /** RFC 3339: the time of the newest entries. Default: 2026-10-01T20:00:00Z. */
  readonly newest?: string
  /** Whether some views have a title, as in exports of 2026. Default: false. */
  readonly titles?: boolean
}

const SEEDS: Readonly<Record<SimulatedSection, number>> = { view: 1, like: 2, favorite: 3, search: 4 }

const TITLES = [
  'Sourdough in five minutes',
  'Übung macht den Meister: Tag 3',
  'Cat vs. cucumber 🐱',
  '猫の一日',
]
const WORDS = ['sourdough starter', 'how to: fold a shirt', 'Wetter morgen', '猫', 'none']

const MINUTE = 60_000
/** The whole history spans at most about four years, however many entries it has. */
const MOST_MILLISECONDS = 4 * 365 * 24 * 60 * MINUTE

/** The entries of a section, newest first. About one video in fifty is watched again. */
export function* simulatedActivities(
  section: SimulatedSection,
  { counts, seed = 1, newest = '2026-10-01T20:00:00Z', titles = false }: ActivityOptions,
): Generator<SimulatedActivity> {
  const random = randomNumbers(seed * 10 + SEEDS[section])
  const pick = (list: readonly string[]) => list[Math.floor(random() * list.length)] ?? ''
  const count = counts[section]
  const step = Math.min(
    section === 'view' ? 40 * MINUTE : 6 * 60 * MINUTE,
    MOST_MILLISECONDS / Math.max(count, 1),
  )
  let at = Date.parse(newest)
  let number = 0
  for (let index = 0; index < count; index += 1) {
    // Drawn in any case, so that an export with titles has the same views.
    const title = random() < 0.3 ? pick(TITLES) : ''
    if (random() > 0.02) number = Math.floor(random() * 1_000_000_000)
    yield {
      time: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
      // 19 digits, beyond 2⁵³: numbers would lose the last ones.
      videoId: `7300000000${String(number).padStart(9, '0')}`,
      title: titles ? title : '',
      words: pick(WORDS),
    }
    at -= Math.max(1000, Math.floor((0.2 + random() * 1.6) * step))
  }
}
