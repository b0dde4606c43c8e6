import type { MediaRecord } from '@tributary/integration-kit'

/** A record that says how other sources can be seen to tell of the same play. */
export type MatchableRecord = MediaRecord & Required<Pick<MediaRecord, 'match' | 'occurredAt'>>

/** Without a time there is nothing to compare: such a record is itself alone. */
export function isMatchable(record: MediaRecord): record is MatchableRecord {
  return record.match !== undefined && record.occurredAt !== undefined
}

/** The time by which it is compared with what other sources tell. */
export function comparedTime({ match, occurredAt }: MatchableRecord): string {
  return match.at ?? occurredAt
}
