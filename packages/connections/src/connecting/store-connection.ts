import type {
  ConfigurationValues,
  IntegrationDefinition,
  ProviderAccount,
} from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import { lockConnection, lockConnectionsOfIntegration } from '../connection-store.ts'
import { type Consent, insertConnection, renewConnection } from '../consent-store.ts'
import { type Credentials, credentialsOf, sealable } from '../credentials/sealed-credentials.ts'
import { notifyNeedsPermission, resolveNotices } from '../notices.ts'
import type { Parts } from '../parts.ts'
import { describeMissing, missingScopes } from '../scopes.ts'
import type { ConnectionRow, ConnectionsTables } from '../tables.ts'
import { keptSettings } from './changeable-settings.ts'
import { chooseConnection } from './choose-connection.ts'

/** The credentials that a person has just connected. */
export interface Connected {
  readonly userId: string
  readonly definition: IntegrationDefinition
  readonly account: ProviderAccount | undefined
  readonly credentials: Credentials
  /** As `checkSettings` returned them. */
  readonly settings: ConfigurationValues
  readonly grantedScopes: readonly string[]
  readonly accessExpiresAt: Date | null
  /** The id of the connection to renew, `new`, or `undefined`: the account decides. */
  readonly target: string | undefined
}

/**
 * Stores the connection, its credentials and the status for missing scopes in one transaction.
 *
 * @throws ProblemError what `chooseConnection` throws
 */
export async function storeConnection(
  parts: Parts,
  connected: Connected,
): Promise<{ readonly row: ConnectionRow; readonly isNew: boolean }> {
  const { userId, definition, credentials } = connected
  const whose = { userId, integration: definition.name }
  return parts.database.transaction(async (trx: Transaction<ConnectionsTables>) => {
    const chosen = chooseConnection(await lockConnectionsOfIntegration(trx, whose), connected)
    const existing =
      chosen === undefined ? undefined : await lockConnection(trx, { userId, connectionId: chosen.id })
    const consent = consentOf(parts, connected, existing)
    const row =
      existing === undefined
        ? await insertConnection(trx, whose, consent)
        : await renewConnection(trx, existing.id, consent)
    await parts.secrets.write(credentialsOf(row), sealable(credentials), { trx })
    await resolveNotices(parts, trx, row)
    if (consent.status === 'needs_permission') await notifyNeedsPermission(parts, trx, row)
    return { row, isNew: existing === undefined }
  })
}

function consentOf(
  { random }: Parts,
  { definition, account, grantedScopes, accessExpiresAt, settings }: Connected,
  existing: ConnectionRow | undefined,
): Consent {
  const { displayName, schedule } = definition
  const { streams } = existing ?? { streams: {} }
  const missing = missingScopes(definition, { streams, granted_scopes: [...grantedScopes] })
  return {
    status: missing.length === 0 ? 'connected' : 'needs_permission',
    reason: missing.length === 0 ? null : describeMissing(displayName, missing),
    account,
    grantedScopes,
    accessExpiresAt,
    settings: { ...keptSettings(definition, existing?.settings ?? {}), ...settings },
    // The first sync is queued at once; later syncs at a time specific to this connection.
    nextSyncSeconds: (schedule?.everyMinutes ?? 60) * 60 * (0.5 + random() / 2),
  }
}
