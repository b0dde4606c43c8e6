import type { MediaRecord } from '@tributary/integration-kit'

/** A record with the criteria by which other sources' records of the same play are recognized. */
export type MatchableRecord = MediaRecord & Required<Pick<MediaRecord, 'match' | 'occurredAt'>>

/** Without a time there is nothing to compare: such a record matches only itself. */
export function isMatchable(record: MediaRecord): record is MatchableRecord {
  return record.match !== undefined && record.occurredAt !== undefined
}

/** The time of a play by one clock. Without a start, `at` is either end. */
export interface PlayTime {
  readonly at: string
  readonly startedAt: string | null
}

/** The time by which a record is compared with records of its own source. */
export function comparedTime({ match, occurredAt }: MatchableRecord): PlayTime {
  return { at: match.at ?? occurredAt, startedAt: match.startedAt ?? null }
}

/** The times by which it is compared with other sources: by the provider's clock, and by the device's if it differs. */
export function comparedTimes(record: MatchableRecord): PlayTime[] {
  const time = comparedTime(record)
  const { deviceStartedAt } = record.match
  if (deviceStartedAt === undefined || time.startedAt === null) return [time]
  const length = Date.parse(time.at) - Date.parse(time.startedAt)
  const at = new Date(Date.parse(deviceStartedAt) + length).toISOString()
  return Date.parse(at) === Date.parse(time.at) ? [time] : [time, { at, startedAt: deviceStartedAt }]
}
