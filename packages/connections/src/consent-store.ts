import { storableText } from '@tributary/database'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import type { Reason } from './reason.ts'
import type { ConnectionRow, Db } from './tables.ts'

/** The result of a person's consent. */
export interface Consent {
  readonly status: 'connected' | 'needs_permission'
  readonly reason: Reason | null
  readonly account: { readonly id: string; readonly name?: string } | undefined
  readonly grantedScopes: readonly string[]
  readonly accessExpiresAt: Date | null
  readonly settings: ConfigurationValues
  readonly nextSyncSeconds: number
}

/** Connects an account for the first time. */
export async function insertConnection(
  db: Db,
  whose: {
    readonly id: string
    readonly userId: string
    readonly integration: string
    readonly simulated: boolean
  },
  consent: Consent,
): Promise<ConnectionRow> {
  return db
    .insertInto('user_integrations')
    .values({
      ...columnsOf(consent),
      id: whose.id,
      user_id: whose.userId,
      integration: whose.integration,
      simulated: whose.simulated,
      credentials_version: 1,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Connects an account again: fresh credentials, no failures, no lease of an older refresh. */
export async function renewConnection(db: Db, id: string, consent: Consent): Promise<ConnectionRow> {
  const { next_sync_at, ...columns } = columnsOf(consent)
  return db
    .updateTable('user_integrations')
    .set((eb) => ({
      ...columns,
      credentials_version: eb('credentials_version', '+', 1),
      // Connecting again does not shorten the wait that the provider requested.
      next_sync_at: sql<Date>`greatest(${next_sync_at}, wait_until)`,
      connected_at: sql<Date>`case when status = 'disconnected' then now() else connected_at end`,
    }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

function columnsOf(consent: Consent) {
  return {
    status: consent.status,
    reason: storableText(consent.reason?.message ?? null),
    reason_code: consent.reason?.code ?? null,
    account_id: consent.account?.id ?? null,
    account_name: storableText(consent.account?.name ?? null),
    granted_scopes: [...consent.grantedScopes],
    access_expires_at: consent.accessExpiresAt,
    settings: JSON.stringify(consent.settings),
    refresh_lease: null,
    refresh_lease_until: null,
    refreshed_at: sql<Date>`now()`,
    failures: 0,
    consented_at: sql<Date>`now()`,
    next_sync_at: sql<Date>`now() + make_interval(secs => ${consent.nextSyncSeconds})`,
    last_error_code: null,
    last_error_message: null,
    updated_at: sql<Date>`now()`,
  }
}
