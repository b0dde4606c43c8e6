import type { JsonValue } from '../stream.ts'
import { membersOf } from './window-progress.ts'

/** The number of remembered days: more than a scheduled sync reads. */
const MAX_DAYS = 14

/** The fingerprint of a day when it was completely read. */
export function knownFingerprint(cursor: JsonValue | undefined, date: string): string | undefined {
  const known = membersOf(membersOf(cursor)['days'])[date]
  return typeof known === 'string' ? known : undefined
}

/** The cursor after a day was completely read. */
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
