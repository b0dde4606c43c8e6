import { ProblemError } from '@tributary/core'
import type {
  ConfigurationValues,
  IntegrationDefinition,
  ProviderAccount,
} from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import { findConnection, lockConnection, saveConnection } from '../connection-store.ts'
import { connectionsErrors } from '../connections-errors.ts'
import { type Credentials, credentialsOf, sealable } from '../credentials/sealed-credentials.ts'
import { settleNotices, tellNeedsPermission } from '../notices.ts'
import type { Parts } from '../parts.ts'
import { describeMissing, missingScopes } from '../scopes.ts'
import type { ConnectionRow, ConnectionsTables } from '../tables.ts'

/** What a person has just connected. */
export interface Connected {
  readonly userId: string
  readonly definition: IntegrationDefinition
  readonly account: ProviderAccount | undefined
  readonly credentials: Credentials
  /** As `checkSettings` returned them. */
  readonly settings: ConfigurationValues
  readonly grantedScopes: readonly string[]
  readonly accessExpiresAt: Date | null
}

/**
 * Stores the connection, its credentials and what follows from missing scopes, and has forgotten how far another account
 * was read before: all or nothing.
 */
export async function storeConnection(parts: Parts, connected: Connected): Promise<ConnectionRow> {
  const { userId, definition, account, credentials } = connected
  const { name: integration, displayName, schedule } = definition
  return parts.database.transaction(async (trx: Transaction<ConnectionsTables>) => {
    const whose = { userId, integration }
    // Jobs are locked before their connection, as by the end of a run, which could otherwise wait for this for good.
    const forgotten = isOtherAccount(await findConnection(trx, whose), account)
    if (forgotten) await parts.forgetAccount(trx, whose)
    const existing = await lockConnection(trx, whose)
    refuseOtherAccount(existing, { account, displayName })
    const isOther = isOtherAccount(existing, account)
    if (isOther && !forgotten) await parts.forgetAccount(trx, whose)
    const { grantedScopes } = connected
    const { streams } = existing ?? { streams: {} }
    const missing = missingScopes(definition, { streams, granted_scopes: [...grantedScopes] })
    const row = await saveConnection(trx, {
      userId,
      integration,
      status: missing.length === 0 ? 'connected' : 'needs_permission',
      reason: missing.length === 0 ? null : describeMissing(displayName, missing),
      account,
      grantedScopes,
      accessExpiresAt: connected.accessExpiresAt,
      settings: connected.settings,
      // The first sync is queued at once; from then on at a moment of this connection's own.
      nextSyncSeconds: (schedule?.everyMinutes ?? 60) * 60 * (0.5 + parts.random() / 2),
      isOtherAccount: isOther,
    })
    await parts.secrets.write(credentialsOf(row), sealable(credentials), { trx })
    await settleNotices(parts, trx, row)
    if (missing.length > 0) await tellNeedsPermission(parts, trx, row)
    return row
  })
}

/**
 * Whether what is known of an earlier connection may be another account's. Where one of the two cannot be identified, it
 * is the same account as long as it was not disconnected: reading it again from its beginning costs requests, going on
 * at another account's position costs its history.
 */
function isOtherAccount(existing: ConnectionRow | undefined, account: ProviderAccount | undefined): boolean {
  if (existing === undefined) return false
  if (existing.account_id !== null && account !== undefined) return existing.account_id !== account.id
  return existing.status === 'disconnected'
}

/** Two accounts in one connection would mix two people's data, and nobody could tell them apart again. */
function refuseOtherAccount(
  existing: ConnectionRow | undefined,
  { account, displayName }: { readonly account: ProviderAccount | undefined; readonly displayName: string },
): void {
  if (existing === undefined || existing.status === 'disconnected' || existing.account_id === null) return
  if (account === undefined || account.id === existing.account_id) return
  throw new ProblemError(connectionsErrors.CONNECTIONS_OTHER_ACCOUNT, {
    detail: `You signed in to ${displayName} as ${account.name ?? 'another account'}, but ${existing.account_name ?? 'another account'} is connected. Sign in there with that one, or disconnect it first.`,
  })
}
