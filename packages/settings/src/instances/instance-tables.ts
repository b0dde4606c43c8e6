import type { ProviderKind } from '@tributary/integration-kit/host'
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

export interface InstanceTables {
  plugin_instances: PluginInstancesTable
}

/** May be a transaction. */
export type InstancesDb = Kysely<InstanceTables>

interface PluginInstancesTable {
  id: string
  plugin: string
  kind: ProviderKind
  name: string
  enabled: boolean
  /** By field, without secrets; of a list of secrets, the ids of its entries. Written as JSON text. */
  configuration: ColumnType<Readonly<Record<string, unknown>>, string, string>
  /** The fields whose single secret is set. */
  secrets: string[]
  /** Of the form that the values fit. */
  form_version: number
  /** Grows with each change. */
  revision: Generated<number>
  created_at: Generated<Date>
  updated_at: Generated<Date>
  /** Null after the user is deleted. */
  updated_by: string | null
}

export type InstanceRow = Selectable<PluginInstancesTable>
