import { byCodePoint, storableText } from '@tributary/database'
import type { ConnectionStatus } from '@tributary/integration-host'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { FoundSecret, SecretStore } from '@tributary/secrets'
import { sql } from 'kysely'
import { statesBefore } from './connection-states.ts'
import { CREDENTIALS_OWNER, credentialsName } from './credentials/sealed-credentials.ts'
import type { Reason } from './reason.ts'
import type { ConnectionRow, Db } from './tables.ts'

/** The owner of the connection. Connections of other users are not found. */
export interface OwnConnection {
  readonly userId: string
  readonly connectionId: string
}

export async function findConnection(db: Db, own: OwnConnection): Promise<ConnectionRow | undefined> {
  return ownConnection(db, own).executeTakeFirst()
}

export async function findConnectionById(db: Db, id: string): Promise<ConnectionRow | undefined> {
  return db.selectFrom('user_integrations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A connection with what else a run needs, read in one statement. */
export interface RunnableConnection {
  readonly row: ConnectionRow
  /** The administrator's switch of its integration. */
  readonly isEnabled: boolean
  readonly credentials: FoundSecret | null
}

export async function findRunnable(
  db: Db,
  secrets: Pick<SecretStore, 'column'>,
  id: string,
): Promise<RunnableConnection | undefined> {
  const found = await db
    .selectFrom('user_integrations')
    .leftJoin('integration_sources', 'integration_sources.name', 'user_integrations.integration')
    .selectAll('user_integrations')
    .select('integration_sources.enabled')
    .select(
      secrets.column(CREDENTIALS_OWNER, credentialsName(sql.ref('user_integrations.id'))).as('credentials'),
    )
    .where('user_integrations.id', '=', id)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const { enabled, credentials, ...row } = found
  return { row, isEnabled: enabled ?? true, credentials }
}

/** Locks the row like an update: jobs that reference it can still be queued. */
export async function lockConnectionById(db: Db, id: string): Promise<ConnectionRow | undefined> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Locks the connection until the transaction ends, so that concurrent changes do not overwrite each other. */
export async function lockConnection(db: Db, own: OwnConnection): Promise<ConnectionRow | undefined> {
  return ownConnection(db, own).forUpdate().executeTakeFirst()
}

function ownConnection(db: Db, { userId, connectionId }: OwnConnection) {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('id', '=', connectionId)
    .where('user_id', '=', userId)
}

/** A user's connections of one integration, oldest first, including disconnected ones. */
export async function listConnectionsOf(
  db: Db,
  { userId, integration }: { readonly userId: string; readonly integration: string },
): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('integration', '=', integration)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** The same, and serialises connecting another one until the end of the transaction. */
export async function lockConnectionsOfIntegration(
  db: Db,
  whose: { readonly userId: string; readonly integration: string },
): Promise<ConnectionRow[]> {
  const key = `connections/${whose.userId}/${whose.integration}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(db)
  return listConnectionsOf(db, whose)
}

/** The active connections of an account, of all users. */
export async function findConnectionsOfAccount(
  db: Db,
  integration: string,
  accountId: string,
): Promise<ConnectionRow[]> {
  return (
    db
      .selectFrom('user_integrations')
      .selectAll()
      .where('integration', '=', integration)
      .where('account_id', '=', accountId)
      .where('status', '!=', 'disconnected')
      // The ids of a simulated provider may be those of real accounts.
      .where('simulated', '=', false)
      .orderBy('id')
      .execute()
  )
}

/** A user's connections to simulated providers, including disconnected ones. */
export async function listSimulated(db: Db, userId: string): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('simulated', '=', true)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

/** A user's connections that have credentials, locked in a fixed order to avoid deadlocks. */
export async function lockConnectionsOf(db: Db, userId: string): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('user_id', '=', userId)
    .where('status', '!=', 'disconnected')
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** A user's connections, including disconnected ones. */
export async function listConnections(
  db: Db,
  userId: string,
  filter: { readonly updatedSince?: Date | undefined } = {},
): Promise<ConnectionRow[]> {
  let rows = db.selectFrom('user_integrations').selectAll().where('user_id', '=', userId)
  if (filter.updatedSince !== undefined) rows = rows.where('updated_at', '>=', filter.updatedSince)
  return rows.orderBy(byCodePoint('integration')).orderBy('created_at').orderBy('id').execute()
}

/** Deletes a disconnected connection once it has no data. */
export async function deleteConnection(db: Db, own: OwnConnection): Promise<void> {
  await db
    .deleteFrom('user_integrations')
    .where('id', '=', own.connectionId)
    .where('user_id', '=', own.userId)
    .where('status', '=', 'disconnected')
    .execute()
}

/** Changes the state if the transition is allowed. */
export async function moveConnection(
  db: Db,
  id: string,
  to: { readonly status: ConnectionStatus; readonly reason: Reason | null },
): Promise<ConnectionRow | undefined> {
  return db
    .updateTable('user_integrations')
    .set({
      status: to.status,
      reason: storableText(to.reason?.message ?? null),
      reason_code: to.reason?.code ?? null,
      // Resuming resets the failure count.
      failures: sql<number>`case when status = 'paused' then 0 else failures end`,
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('status', 'in', statesBefore(to.status))
    .returningAll()
    .executeTakeFirst()
}

/**
 * Disconnects a connection whose credentials are those of this version. Only the identity of the account is kept, so that connecting it
 * again finds this connection.
 */
export async function endConnection(
  db: Db,
  { id, credentials_version: version }: Pick<ConnectionRow, 'id' | 'credentials_version'>,
): Promise<boolean> {
  const result = await db
    .updateTable('user_integrations')
    .set((eb) => ({
      status: 'disconnected' as const,
      reason: null,
      reason_code: null,
      granted_scopes: [],
      credentials_version: eb('credentials_version', '+', 1),
      access_expires_at: null,
      refresh_lease: null,
      refresh_lease_until: null,
      next_sync_at: null,
      wait_until: null,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('credentials_version', '=', version)
    .where('status', '!=', 'disconnected')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The person's choices for a connection, except its state. */
export interface Choices {
  readonly streams?: Readonly<Record<string, boolean>> | undefined
  readonly label?: string | null | undefined
  /** All of them. */
  readonly settings?: ConfigurationValues | undefined
}

export async function saveChoices(
  db: Db,
  id: string,
  { streams, label, settings }: Choices,
): Promise<ConnectionRow | undefined> {
  return db
    .updateTable('user_integrations')
    .set({
      ...(streams === undefined ? {} : { streams: JSON.stringify(streams) }),
      ...(label === undefined ? {} : { label: storableText(label) }),
      ...(settings === undefined ? {} : { settings: JSON.stringify(settings) }),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}
