import type { Kysely } from 'kysely'

export interface LoadingTables {
  plugin_loads: PluginLoadsTable
  plugin_load_results: PluginLoadResultsTable
}

export type LoadingDb = Kysely<LoadingTables>

/** The last thing that an administrator asked for, by plugin. */
interface PluginLoadsTable {
  name: string
  wanted: 'loaded' | 'unloaded'
  /** Of the files that the process which was asked has loaded. */
  digest: string | null
  /** Grows with each request of any plugin. */
  revision: number
}

/** What each process made of it. */
interface PluginLoadResultsTable {
  process_id: string
  host: string
  name: string
  revision: number
  /** Null: done. */
  failure: string | null
  finished_at: Date
}
