import type { MediaRecord } from '@tributary/integration-kit'

/** A record that says how other sources can be seen to tell of the same play. */
export type MatchableRecord = MediaRecord & Required<Pick<MediaRecord, 'match' | 'occurredAt'>>

/** Without a time there is nothing to compare: such a record is itself alone. */
export function isMatchable(record: MediaRecord): record is MatchableRecord {
  return record.match !== undefined && record.occurredAt !== undefined
}
