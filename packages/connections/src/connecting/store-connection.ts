import { randomUUID } from 'node:crypto'
import { ProblemError } from '@tributary/core'
import type {
  ConfigurationValues,
  IntegrationDefinition,
  ProviderAccount,
} from '@tributary/integration-kit/host'
import type { StagedSecret } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { listConnectionsOf, lockConnection, lockConnectionsOfIntegration } from '../connection-store.ts'
import { connectionsErrors } from '../connections-errors.ts'
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
  /** Whether the provider is simulated. A real and a simulated connection never become one. Default false. */
  readonly simulated?: boolean
}

/** How often another request may connect or disconnect an account of the same person and integration meanwhile. */
const ATTEMPTS = 5

/**
 * Stores the connection, its credentials and the status for missing scopes in one transaction. The credentials are staged before it, for the
 * connection that they will most likely belong to.
 *
 * @throws ProblemError what `chooseConnection` throws
 */
export async function storeConnection(parts: Parts, connected: Connected): Promise<StoredConnection> {
  const { database, secrets } = parts
  const { userId, definition, credentials } = connected
  const whose = { userId, integration: definition.name }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const own = ofKind(await listConnectionsOf(database.tables<ConnectionsTables>(), whose), connected)
    const expected = chooseConnection(own, connected)
    const id = expected?.id ?? randomUUID()
    const staged = await secrets.stage(credentialsOf({ id, user_id: userId }), sealable(credentials))
    const stored = await database.transaction<ConnectionsTables, StoredConnection | undefined>(
      async (trx) => {
        const chosen = chooseConnection(
          ofKind(await lockConnectionsOfIntegration(trx, whose), connected),
          connected,
        )
        return chosen?.id === expected?.id
          ? storeIn(trx, parts, { connected, id, chosen, staged })
          : undefined
      },
    )
    if (stored !== undefined) return stored
  }
  throw new ProblemError(connectionsErrors.CONNECTIONS_CHANGING)
}

function ofKind(rows: readonly ConnectionRow[], { simulated = false }: Connected): readonly ConnectionRow[] {
  return rows.filter((row) => row.simulated === simulated)
}

interface StoredConnection {
  readonly row: ConnectionRow
  readonly isNew: boolean
}

interface Storing {
  readonly connected: Connected
  readonly id: string
  readonly chosen: ConnectionRow | undefined
  readonly staged: StagedSecret
}

async function storeIn(
  trx: Transaction<ConnectionsTables>,
  parts: Parts,
  { connected, id, chosen, staged }: Storing,
): Promise<StoredConnection> {
  const { userId, definition, simulated = false } = connected
  const existing = chosen === undefined ? undefined : await lockConnection(trx, { userId, connectionId: id })
  const consent = consentOf(parts, connected, existing)
  const row =
    existing === undefined
      ? await insertConnection(trx, { id, userId, integration: definition.name, simulated }, consent)
      : await renewConnection(trx, id, consent)
  await parts.secrets.write(credentialsOf(row), staged, { trx })
  await resolveNotices(parts, trx, row)
  if (consent.status === 'needs_permission') await notifyNeedsPermission(parts, trx, row)
  return { row, isNew: existing === undefined }
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
