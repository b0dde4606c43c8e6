import type { Generated, Selectable } from 'kysely'

/** One person's documents in one instance. */
export interface SearchPeopleTable {
  instance_id: string
  user_id: string
  /** Of the instance, when its documents were begun. */
  revision: number
  /** Of the feed of changes; null: to be filled from the beginning. */
  cursor: string | null
  is_filled: Generated<boolean>
  /** Documents that were sent since the beginning. */
  sent: Generated<number>
  /** Since when there is something to send; null: nothing. */
  due_since: Date | null
  /** Grows with each change that is noticed, so that one which arrives while the person is being served is not lost. */
  wakes: Generated<number>
}

export interface SearchWatchTable {
  only_row: Generated<boolean>
  watcher: string
  until: Date
  /** When changes were last looked for. */
  looked_at: Date | null
  failing_since: Date | null
  failure: string | null
}

export interface SearchTables {
  search_people: SearchPeopleTable
  search_watch: SearchWatchTable
}

export type SearchPersonRow = Selectable<SearchPeopleTable>
