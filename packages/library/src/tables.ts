import type { MediaType } from '@tributary/integration-kit'
import type { ColumnType, Selectable } from 'kysely'

type Written<T> = ColumnType<T, never, never>

/** Only `prepareMediaItems` writes this table. */
export interface MediaItemsTable {
  id: Written<number>
  user_id: Written<string>
  platform: Written<string>
  external_id: Written<string>
  /** The hash of platform, user and external id: see `itemIdentity`. */
  identity: Written<string>
  type: Written<MediaType>
  title: Written<string>
  /** See `foldToAscii`; null if the title is ASCII. */
  title_ascii: Written<string | null>
  series_title: Written<string | null>
  season_title: Written<string | null>
  season_number: Written<number | null>
  episode_title: Written<string | null>
  episode_number: Written<number | null>
  creators: Written<string[] | null>
  /** `YYYY-MM-DD`. */
  occurred_on: Written<string>
  occurred_at: Written<Date | null>
  sort_at: Written<Date>
  duration_seconds: Written<number | null>
  profile: Written<string | null>
  url: Written<string | null>
  /** The connections that have delivered it, and `NO_CONNECTION` for files; `null`: only files. */
  delivered_by: Written<string[] | null>
  raw: Written<Record<string, unknown>>
  created_at: Written<Date>
  updated_at: Written<Date>
}

export type MediaItemRow = Selectable<MediaItemsTable>

/** The columns in a list: raw records are most of a row, and parsing them is most of the cost of reading it. */
export type ListedItemRow = {
  readonly [Name in Exclude<
    keyof MediaItemRow,
    'raw' | 'user_id' | 'identity' | 'delivered_by' | 'title_ascii' | 'sort_at'
  >]: Date extends MediaItemRow[Name] ? MediaItemRow[Name] | string : MediaItemRow[Name]
}

/** One row for each key and each clock of each delivery of a platform with several sources. */
export interface MediaDeliveriesTable {
  user_id: Written<string>
  platform: Written<string>
  external_id: Written<string>
  match_key: Written<string>
  item_id: Written<number>
  source: Written<string>
  precedence: Written<number>
  provider_id: Written<string | null>
  occurred_at: Written<Date>
  /** Null if the source has only one time, which may be that of the start or of the end. */
  started_at: Written<Date | null>
  device_started_at: Written<Date | null>
  tolerance_seconds: Written<number>
}

/** The items of a page of a file, see `insertImportedItems`. */
export interface MediaImportItemsTable {
  user_id: Written<string>
  platform: Written<string>
  import_id: Written<string>
  item_ids: Written<number[]>
}

export interface LibraryTables {
  media_import_items: MediaImportItemsTable
  media_items: MediaItemsTable
  media_deliveries: MediaDeliveriesTable
}
