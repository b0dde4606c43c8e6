import type { ConnectionReason, ConnectionStatus } from '@tributary/integration-host'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { ColumnType, Generated, Kysely, Selectable } from 'kysely'

type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>

export interface IntegrationSourcesTable {
  name: string
  display_name: string
  enabled: Generated<boolean>
  created_at: Timestamp
  updated_at: Timestamp
}

export interface UserIntegrationsTable {
  id: Generated<string>
  user_id: string
  integration: string
  status: ConnectionStatus
  reason: string | null
  reason_code: ConnectionReason | null
  account_id: string | null
  account_name: string | null
  /** Whether its provider is simulated in this process: demo data. */
  simulated: Generated<boolean>
  /** The label given by the person. */
  label: string | null
  granted_scopes: Generated<string[]>
  streams: ColumnType<Readonly<Record<string, boolean>>, string | undefined, string>
  settings: ColumnType<ConfigurationValues, string | undefined, string>
  credentials_version: Generated<number>
  access_expires_at: NullableTimestamp
  refresh_lease: string | null
  refresh_lease_until: NullableTimestamp
  refreshed_at: NullableTimestamp
  idle_tried_at: NullableTimestamp
  failures: Generated<number>
  consented_at: Timestamp
  connected_at: Timestamp
  last_sync_at: NullableTimestamp
  next_sync_at: NullableTimestamp
  wait_until: NullableTimestamp
  last_error_code: string | null
  last_error_message: string | null
  created_at: Timestamp
  updated_at: Timestamp
}

export type ConnectionRow = Selectable<UserIntegrationsTable>

export interface OAuthFlowsTable {
  state_hash: string
  browser_hash: string
  user_id: string
  integration: string
  redirect_uri: string
  return_path: string
  asked_scopes: string[]
  /** The connection that it renews, or `new`; `null` if the account decides. */
  connection: ColumnType<string | null, string | null | undefined, string | null>
  /** For a device flow: the polling interval. */
  poll_seconds: ColumnType<number | null, number | undefined, number>
  next_poll_at: NullableTimestamp
  settings: ColumnType<ConfigurationValues, string | undefined, string>
  created_at: Timestamp
  expires_at: Timestamp
}

export interface RevocationsTable {
  id: Generated<string>
  /** `null`: of a user who has been deleted. */
  user_id: string | null
  integration: string
  attempts: Generated<number>
  next_at: Timestamp
  last_error: string | null
  created_at: Timestamp
}

export interface ConnectionsTables {
  integration_sources: IntegrationSourcesTable
  user_integrations: UserIntegrationsTable
  oauth_flows: OAuthFlowsTable
  revocations: RevocationsTable
}

export type Db = Kysely<ConnectionsTables>
