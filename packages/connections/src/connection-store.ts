import { byCodePoint, storableText } from '@tributary/database'
import type { ConnectionStatus } from '@tributary/integration-host'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { SYNCING, statesBefore } from './connection-states.ts'
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

/** The connections whose sync is due, the longest overdue first, locked until the transaction ends. */
export async function lockDue(db: Db, limit: number): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll('user_integrations')
    .innerJoin('integration_sources', 'integration_sources.name', 'user_integrations.integration')
    .where('integration_sources.enabled', '=', true)
    .where('status', 'in', [...SYNCING])
    .where('next_sync_at', '<=', sql<Date>`now()`)
    .orderBy('next_sync_at')
    .limit(limit)
    .forUpdate('user_integrations')
    .skipLocked()
    .execute()
}

export async function setNextSync(
  db: Db,
  next: readonly { readonly id: string; readonly seconds: number }[],
): Promise<void> {
  if (next.length === 0) return
  await sql`
    update user_integrations set next_sync_at = now() + make_interval(secs => next.seconds)
    from unnest(${next.map(({ id }) => id)}::uuid[], ${next.map(({ seconds }) => seconds)}::float8[]) as next (id, seconds)
    where user_integrations.id = next.id`.execute(db)
}

/** Records a run that read data. */
export async function recordSuccess(
  db: Db,
  id: string,
  error: { readonly code: string; readonly message: string } | undefined,
): Promise<void> {
  await db
    .updateTable('user_integrations')
    .set({
      failures: 0,
      last_sync_at: sql<Date>`now()`,
      last_error_code: error?.code ?? null,
      last_error_message: storableText(error?.message ?? null),
      updated_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .execute()
}

/**
 * Records a failed run. Resolves to the number of consecutive failures; a run that waits for a person to act does not
 * count.
 */
export async function recordFailure(
  db: Db,
  id: string,
  error: { readonly code: string; readonly message: string; readonly counts: boolean },
): Promise<number> {
  const row = await db
    .updateTable('user_integrations')
    .set((eb) => ({
      failures: eb('failures', '+', error.counts ? 1 : 0),
      last_error_code: error.code,
      last_error_message: storableText(error.message),
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .returning('failures')
    .executeTakeFirst()
  return row?.failures ?? 0
}

/** Connections that are not synced and whose refresh token would expire: not refreshed for this many days. */
export async function listIdle(
  db: Db,
  integration: string,
  idle: { readonly days: number; readonly limit: number },
): Promise<ConnectionRow[]> {
  return db
    .selectFrom('user_integrations')
    .selectAll()
    .where('integration', '=', integration)
    .where('status', 'in', ['connected', 'needs_permission', 'needs_action', 'paused'])
    .where('refreshed_at', '<', sql<Date>`now() - make_interval(days => ${idle.days})`)
    .where((eb) =>
      eb.or([eb('refresh_lease_until', 'is', null), eb('refresh_lease_until', '<', sql<Date>`now()`)]),
    )
    .where((eb) =>
      eb.or([
        eb('idle_tried_at', 'is', null),
        eb('idle_tried_at', '<', sql<Date>`now() - make_interval(hours => ${IDLE_RETRY_HOURS})`),
      ]),
    )
    .orderBy('refreshed_at')
    .limit(idle.limit)
    .execute()
}

/** A failed refresh of an idle connection is retried after this time: weeks are left. */
const IDLE_RETRY_HOURS = 6

export async function recordIdleTry(db: Db, id: string): Promise<void> {
  await db
    .updateTable('user_integrations')
    .set({ idle_tried_at: sql<Date>`now()` })
    .where('id', '=', id)
    .execute()
}
