import { randomNumbers } from '@tributary/provider-simulator'

/** A row of a generated history. */
export interface SimulatedActivity {
  readonly kind: 'video' | 'music' | 'ad' | 'post' | 'search'
  /** The title of the video, or the words searched for. */
  readonly title: string
  readonly videoId: string
  readonly channel: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const TITLES = [
  'Bread & Salt',
  'How a <lock> works',
  'Ein "Test"',
  'Café Tour',
  '八月 🎵',
  "The Gardener's Year",
  'Tide',
]
const CHANNELS = ['Sample Kitchen', 'Beispielküche', 'Tools & Co', 'Example Band']

export interface HistoryOptions {
  readonly rows: number
  readonly seed?: number
  /** Milliseconds since 1970. */
  readonly newest?: number
  /** The longest time between two rows. Default: 20. */
  readonly minutesApart?: number
}

/** A history, newest first, the same for each language and format: of ten rows one is an ad, one a post, one a search and two are music. */
export function* simulatedActivities({
  rows,
  seed = 1,
  newest = Date.parse('2026-11-20T20:05:06.321Z'),
  minutesApart = 20,
}: HistoryOptions): Generator<SimulatedActivity> {
  const random = randomNumbers(seed)
  let at = newest
  for (let row = 0; row < rows; row += 1) {
    const kind = (
      ['video', 'ad', 'music', 'video', 'post', 'video', 'search', 'video', 'music', 'video'] as const
    )[row % 10]
    const [title = '', channel = ''] = [TITLES, CHANNELS].map(
      (list) => list[Math.floor(random() * list.length)],
    )
    const videoId = `SIM${String(Math.floor(random() * 1e8)).padStart(8, '0')}`
    yield { kind: kind ?? 'video', title: `${title} ${row % 89}`, videoId, channel, at }
    at -= 60_000 + Math.floor(random() * minutesApart * 60_000)
  }
}
