import type { ExportFormat } from '@tributary/core'
import type { Generated, Selectable } from 'kysely'

export const EXPORT_STATUSES = ['queued', 'running', 'succeeded', 'failed'] as const

export type ExportStatus = (typeof EXPORT_STATUSES)[number]

export const INTERVALS = ['day', 'week', 'month'] as const

export type Interval = (typeof INTERVALS)[number]

export interface KeptExportsTable {
  id: Generated<string>
  user_id: string
  contents: string
  format: ExportFormat
  /** The id of the instance. */
  storage: string
  /** Its name when the export was requested, for when it is deleted. */
  storage_name: string
  /** Null: requested by the person. */
  schedule_id: string | null
  status: Generated<ExportStatus>
  /** Grows with each start; each has an object of its own, so that a late one never replaces what a later start has written. */
  attempt: Generated<number>
  failures: Generated<number>
  error: string | null
  records: Generated<number>
  /** About how many there will be. */
  expected_records: number | null
  bytes: Generated<number>
  sha256: string | null
  /** When there is something to do; null: nothing. */
  due_at: Date | null
  leased_by: string | null
  leased_until: Date | null
  created_at: Date
  made_at: Date | null
}

export interface ExportSchedulesTable {
  id: Generated<string>
  user_id: string
  contents: string
  format: ExportFormat
  storage: string
  storage_name: string
  every: Interval
  /** The first time; all later ones are whole intervals after it. */
  begins_at: Date
  next_at: Date
  created_at: Date
}

/** Objects to delete. */
export interface ExportLeftoversTable {
  object_key: string
  storage: string
  next_at: Date
  /** Until then it is deleted again and again: a process that is presumed dead may still write it. */
  until: Date
}

export interface ExportsTables {
  kept_exports: KeptExportsTable
  export_schedules: ExportSchedulesTable
  export_leftovers: ExportLeftoversTable
}

export type ExportRow = Selectable<KeptExportsTable>
export type ScheduleRow = Selectable<ExportSchedulesTable>
