import type { ColumnType, Generated } from 'kysely'

type Written<T> = ColumnType<T, never, never>

export interface DeletedRecordsTable {
  user_id: Written<string>
  type: Written<string>
  id: Written<string>
  change_number: Written<number>
  deleted_at: Written<Date>
}

export interface ChangeEpochsTable {
  seq: Written<number>
  id: string
  place: string
  server: string
  intact_to: number
  number_offset: number
  change_number: Written<number>
  pruned_to: Generated<number>
  begun_at: ColumnType<Date, never, never>
}

export interface ChangesTables {
  deleted_records: DeletedRecordsTable
  change_epochs: ChangeEpochsTable
}
