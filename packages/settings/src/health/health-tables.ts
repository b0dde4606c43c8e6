import type { ConnectionTestStep, HealthStatus, HealthSubjectType } from '@tributary/integration-host'
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'
import type { Observation } from './next-status.ts'

type Steps = ColumnType<ConnectionTestStep[], string, never>

export interface HealthSubjectsTable {
  type: HealthSubjectType
  id: string
  plugin: string
  name: string
  status: Generated<HealthStatus>
  /** When the status began. */
  since: ColumnType<Date, Date, Date>
  /** Of the last check; null before the first. */
  observation: Observation | null
  next_check_at: ColumnType<Date, Date, Date>
  /** When it was last listed. */
  seen_at: ColumnType<Date, Date, Date>
  leased_by: string | null
  leased_until: Date | null
}

export interface HealthChecksTable {
  id: ColumnType<number, never, never>
  subject_type: HealthSubjectType
  subject_id: string
  at: ColumnType<Date, Date, never>
  observation: Observation
  /** After this check. */
  status: HealthStatus
  milliseconds: number
  steps: Steps
}

export interface HealthTables {
  health_subjects: HealthSubjectsTable
  health_checks: HealthChecksTable
}

export type HealthDb = Kysely<HealthTables>
export type HealthSubjectRow = Selectable<HealthSubjectsTable>
export type HealthCheckRow = Selectable<HealthChecksTable>
