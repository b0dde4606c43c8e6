import type { JsonValue } from '../stream.ts'
import { membersOf } from './window-progress.ts'

/** How many days are remembered: more than a scheduled sync reads. */
const MAX_DAYS = 14

/** The fingerprint a day had when all of it was read. */
export function knownFingerprint(cursor: JsonValue | undefined, date: string): string | undefined {
  const known = membersOf(membersOf(cursor)['days'])[date]
  return typeof known === 'string' ? known : undefined
}

/** The cursor once all of a day has been read. */
export function withFingerprint(
  cursor: JsonValue | undefined,
  date: string,
  fingerprint: string | undefined,
): JsonValue | undefined {
  if (fingerprint === undefined) return cursor
  const days = { ...membersOf(membersOf(cursor)['days']), [date]: fingerprint }
  const newest = Object.entries(days)
    .toSorted(([one], [other]) => (one < other ? 1 : -1))
    .slice(0, MAX_DAYS)
  return { ...membersOf(cursor), days: Object.fromEntries(newest) }
}
