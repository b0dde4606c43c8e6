import { type FileShape, fileChunks } from './file-chunks.ts'
import { LOCALES } from './locales.ts'
import { randomNumbers } from './random.ts'
import { simulatedViewings } from './viewings.ts'

export interface ViewingActivityOptions extends FileShape {
  /** Of all profiles together. */
  readonly rows: number
  readonly seed?: number
  readonly newestDate?: string
  /** Default: Alex and Sam. */
  readonly profiles?: readonly string[]
  /** Default: the English of Netflix. */
  readonly header?: string
}

const HEADER =
  'Profile Name,Start Time,Duration,Attributes,Title,Supplemental Video Type,Device Type,Bookmark,Latest Bookmark,Country'

/** A ViewingActivity.csv of any size: profile by profile, newest first, one row in ten a preview or trailer. */
export function generateViewingActivity(options: ViewingActivityOptions): AsyncIterable<Uint8Array> {
  return fileChunks(lines(options), options)
}

function* lines(options: ViewingActivityOptions): Generator<string> {
  const { rows, seed = 1, newestDate = '2025-10-31', profiles = ['Alex', 'Sam'] } = options
  yield options.header ?? HEADER
  for (const [index, profile] of profiles.entries()) {
    const share = Math.floor((rows + index) / profiles.length)
    yield* profileLines(profile, { rows: share, seed: seed + index, newestDate })
  }
}

function* profileLines(
  profile: string,
  options: { rows: number; seed: number; newestDate: string },
): Generator<string> {
  const random = randomNumbers(options.seed ^ 0x5bd1e995)
  let day = Number.NaN
  let date = ''
  let second = 0
  for (const viewing of simulatedViewings(options, LOCALES.us)) {
    if (viewing.day !== day) {
      day = viewing.day
      date = new Date(day * 86_400_000).toISOString().slice(0, 10)
      second = 86_399
    }
    second = Math.max(0, second - Math.floor(random() * 400))
    const watched = clock(30 + Math.floor(random() * 5400))
    const [attributes, type] =
      random() < 0.9 ? ['', ''] : ['Autoplayed: user action: None; ', random() < 0.5 ? 'HOOK' : '']
    yield `${profile},${date} ${clock(second)},${watched},${attributes},"${viewing.title}",${type},Sim Smart TV,${watched},Not latest view,DE (Germany)`
  }
}

/** Seconds → `HH:MM:SS`. */
function clock(seconds: number): string {
  const two = (value: number) => (value < 10 ? `0${value}` : String(value))
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
