import type { MediaRecord } from '@tributary/integration-kit'
import { parseTitle } from '@tributary/integration-kit/titles'
import { fullId, quickId } from './external-id.ts'

/** A row of NetflixViewingHistory.csv. */
export interface QuickViewing {
  readonly title: string
  /** As the file writes it. */
  readonly date: string
  /** `YYYY-MM-DD`. */
  readonly occurredOn: string
  readonly profile: string
}

export function quickRecord(viewing: QuickViewing, occurrence: number): MediaRecord {
  const { title, date, occurredOn, profile } = viewing
  const record: MediaRecord = {
    externalId: quickId({ profile, date: occurredOn, title, occurrence }),
    title,
    ...parseTitle(title),
    occurredOn,
    raw: { Title: title, Date: date },
  }
  if (profile !== '') record.profile = profile
  return record
}

/** A row of ViewingActivity.csv. */
export interface FullViewing {
  readonly title: string
  readonly profile: string
  /** As the file writes it, in UTC: `2025-06-19 19:02:11`. */
  readonly startTime: string
  readonly occurredOn: string
  readonly durationSeconds: number | undefined
  /** The row by Netflix' own column names, without empty values. */
  readonly raw: Record<string, string>
}

export function fullRecord(viewing: FullViewing, occurrence: number): MediaRecord {
  const { title, profile, startTime, occurredOn, durationSeconds, raw } = viewing
  const record: MediaRecord = {
    externalId: fullId({ startTime, durationSeconds, occurrence }),
    title,
    ...parseTitle(title),
    occurredOn,
    occurredAt: instantOf(startTime),
    raw,
  }
  if (durationSeconds !== undefined) record.durationSeconds = durationSeconds
  if (profile !== '') record.profile = profile
  return record
}

/** `2025-06-19 19:02:11`, in UTC → RFC 3339. */
export function instantOf(startTime: string): string {
  return `${startTime.slice(0, 10)}T${startTime.slice(11)}Z`
}
