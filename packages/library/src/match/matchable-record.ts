import type { MediaRecord } from '@tributary/integration-kit'

/** A record that says how other sources can be seen to tell of the same play. */
export type MatchableRecord = MediaRecord & Required<Pick<MediaRecord, 'match' | 'occurredAt'>>

/** Without a time there is nothing to compare: such a record is itself alone. */
export function isMatchable(record: MediaRecord): record is MatchableRecord {
  return record.match !== undefined && record.occurredAt !== undefined
}

/** When a play was, by one clock. Without a beginning, `at` is either end. */
export interface PlayTime {
  readonly at: string
  readonly startedAt: string | null
}

/** The time by which a record is compared with what its own source tells. */
export function comparedTime({ match, occurredAt }: MatchableRecord): PlayTime {
  return { at: match.at ?? occurredAt, startedAt: match.startedAt ?? null }
}

/** The times by which it is compared with what other sources tell: by the provider's clock, and by the device's where it differs. */
export function comparedTimes(record: MatchableRecord): PlayTime[] {
  const time = comparedTime(record)
  const { deviceStartedAt } = record.match
  if (deviceStartedAt === undefined || time.startedAt === null) return [time]
  const length = Date.parse(time.at) - Date.parse(time.startedAt)
  const at = new Date(Date.parse(deviceStartedAt) + length).toISOString()
  return Date.parse(at) === Date.parse(time.at) ? [time] : [time, { at, startedAt: deviceStartedAt }]
}
