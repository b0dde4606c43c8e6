import { sql } from 'kysely'
import { SYNCING } from '../connection-states.ts'
import type { ConnectionRow, Db } from '../tables.ts'

/** Longer than a token request can take. */
export const LEASE_SECONDS = 30

/**
 * Acquires the lease for refreshing one version of a connection's credentials. Committed before the token call: of
 * two concurrent processes one gets it; it expires if its holder dies.
 */
export async function takeLease(
  db: Db,
  id: string,
  { version, lease }: { readonly version: number; readonly lease: string },
): Promise<ConnectionRow | undefined> {
  return db
    .updateTable('user_integrations')
    .set({
      refresh_lease: lease,
      refresh_lease_until: sql<Date>`now() + make_interval(secs => ${LEASE_SECONDS})`,
    })
    .where('id', '=', id)
    .where('credentials_version', '=', version)
    .where('status', 'in', [...SYNCING, 'paused'])
    .where((eb) =>
      eb.or([eb('refresh_lease_until', 'is', null), eb('refresh_lease_until', '<', sql<Date>`now()`)]),
    )
    .returningAll()
    .executeTakeFirst()
}

/** Records new credentials if the lease is still held: compare and set. Resolves to the new version. */
export async function endLease(
  db: Db,
  id: string,
  end: {
    readonly lease: string
    readonly accessExpiresAt: Date | null
    readonly scopes: readonly string[] | undefined
  },
): Promise<number | undefined> {
  const row = await db
    .updateTable('user_integrations')
    .set((eb) => ({
      credentials_version: eb('credentials_version', '+', 1),
      access_expires_at: end.accessExpiresAt,
      ...(end.scopes === undefined ? {} : { granted_scopes: [...end.scopes] }),
      refresh_lease: null,
      refresh_lease_until: null,
      refreshed_at: sql<Date>`now()`,
      updated_at: sql<Date>`now()`,
    }))
    .where('id', '=', id)
    .where('refresh_lease', '=', end.lease)
    .returning('credentials_version')
    .executeTakeFirst()
  return row?.credentials_version
}

/** Releases the lease after a call without new tokens. */
export async function dropLease(db: Db, id: string, lease: string): Promise<void> {
  await db
    .updateTable('user_integrations')
    .set({ refresh_lease: null, refresh_lease_until: null })
    .where('id', '=', id)
    .where('refresh_lease', '=', lease)
    .execute()
}

/**
 * Records that the provider rejected the access token of one version of the credentials. The token then counts as
 * expired, also without `expires_in`, and is not sent again.
 */
export async function endAccess(db: Db, id: string, ended: { version: number; at: Date }): Promise<void> {
  await db
    .updateTable('user_integrations')
    .set({ access_expires_at: sql<Date>`least(access_expires_at, ${ended.at})` })
    .where('id', '=', id)
    .where('credentials_version', '=', ended.version)
    .execute()
}

/**
 * Whether a lease is still valid for these credentials; locks the row, so that it stays valid in this transaction.
 */
export async function holdsLease(
  db: Db,
  id: string,
  { version, lease }: { readonly version: number; readonly lease: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('user_integrations')
    .select('id')
    .where('id', '=', id)
    .where('credentials_version', '=', version)
    .where('refresh_lease', '=', lease)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}
