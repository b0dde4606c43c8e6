import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export interface DemoDataTable {
  user_id: string
  /** Also the delivery id of its files. */
  id: Generated<string>
  /** The integrations whose connection and files have been queued. */
  filled: Generated<string[]>
  /** The files that were stored for it, recorded before they are: a process that dies leaves those without a job. */
  uploads: Generated<string[]>
  created_at: Timestamp
  /** When everything was queued. */
  filled_at: NullableTimestamp
  /** When its removal began. */
  removing_at: NullableTimestamp
  /** Until then a process works on it. */
  leased_until: Timestamp
}

export interface DemoTables {
  demo_data: DemoDataTable
}

export type DemoRow = Selectable<DemoDataTable>

export type Db = Kysely<DemoTables>
