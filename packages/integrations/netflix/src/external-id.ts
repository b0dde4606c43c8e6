import { hash } from 'node:crypto'

/** What makes a viewing that viewing. */
export interface ViewingKey {
  /** The file it is from: what the two files tell of one viewing differs too much to be one key. */
  readonly source: 'quick' | 'full'
  readonly profile: string
  /** The local date of the quick file, the start time of the full one. */
  readonly when: string
  readonly title: string
  /** 1 for the first of equal viewings, then 2, … */
  readonly occurrence: number
}

/** In characters, so at most 600 bytes: PostgreSQL refuses index entries over 2,700. */
const MAX_READABLE_LENGTH = 200

/**
 * `q|2025-06-19|1|profile|title`: stable over every later file that has the same viewing, whatever its length, order of
 * dates or line endings. Different viewings have different ids: only title and profile can hold a bar, the profile's are
 * escaped and the title comes last. Long ones are hashed (SHA-256), marked `#` so that they meet no readable one.
 */
export function externalId({ source, profile, when, title, occurrence }: ViewingKey): string {
  const escapedProfile = /[\\|]/.test(profile) ? profile.replace(/[\\|]/g, '\\$&') : profile
  const key = `${source === 'quick' ? 'q' : 'f'}|${when}|${occurrence}|${escapedProfile}|${title}`
  return key.length <= MAX_READABLE_LENGTH ? key : `#${hash('sha256', key, 'base64url')}`
}

/**
 * Numbers equal viewings in the order of the file. They are interchangeable, so it does not matter that a newer file
 * puts a further one before them.
 *
 * With `grouped`, rows of one day stand together, and the counts of a day are dropped when it is over: memory stays flat
 * however long the file. Otherwise the counts of the whole file are kept, bounded by the size of the upload.
 */
export function occurrenceCounter({ grouped }: { readonly grouped: boolean }) {
  const counts = new Map<string, number>()
  let currentDay: string | undefined
  return (day: string, key: string): number => {
    if (grouped && day !== currentDay) {
      counts.clear()
      currentDay = day
    }
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count
  }
}
