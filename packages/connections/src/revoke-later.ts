import { randomUUID } from 'node:crypto'
import { isProblemError } from '@tributary/core'
import {
  type SecretOptions,
  type SecretReference,
  type StagedSecret,
  secretsErrors,
} from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { authStrategyOf } from './auth/auth-strategies.ts'
import { credentialsOf, revocationOf } from './credentials/sealed-credentials.ts'
import type { Parts } from './parts.ts'
import { insertRevocation } from './revocation-store.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

type Trx = Transaction<ConnectionsTables>

/** The grant of a connection as it was read before the transaction that ends the connection, which must not wait for Vault. */
export interface StagedGrant {
  /** A refresh replaces the credentials, and the grant has to be read again. */
  readonly credentialsVersion: number
  /** Absent if there is nothing to revoke. */
  readonly revocation?: {
    readonly id: string
    readonly userId: string | null
    readonly staged: StagedSecret
  }
}

/** Reads the credentials of a connection and stages them for their revocation, if the provider supports it. */
export async function stageRevocation(
  parts: Parts,
  row: ConnectionRow,
  userId: string | null = row.user_id,
): Promise<StagedGrant> {
  const credentialsVersion = row.credentials_version
  // The grant of a simulated provider is written in its tokens: there is nothing to end.
  if (row.simulated) return { credentialsVersion }
  const sealed = await readIfItOpens(parts, credentialsOf(row))
  const definition = parts.definitionOf(row.integration)
  // One that is not running now may run again within the day; whether it can revoke is known then.
  if (sealed === undefined || (definition !== undefined && !authStrategyOf(definition).canRevoke))
    return { credentialsVersion }
  const id = randomUUID()
  const staged = await parts.secrets.stage(revocationOf({ id, user_id: userId }), sealed)
  return { credentialsVersion, revocation: { id, userId, staged } }
}

/** Deletes the credentials of a connection in the transaction that ends it, and queues the revocation of its grant. */
export async function revokeLater(
  { secrets }: Parts,
  trx: Trx,
  { row, grant: { revocation } }: { readonly row: ConnectionRow; readonly grant: StagedGrant },
): Promise<void> {
  await secrets.remove(credentialsOf(row), { trx })
  if (revocation === undefined) return
  const { id, userId, staged } = revocation
  const queued = await insertRevocation(trx, { id, userId, integration: row.integration })
  await secrets.write(revocationOf(queued), staged, { trx })
}

/** Credentials that cannot be decrypted cannot be revoked, and must not block disconnecting. */
export async function readIfItOpens(
  { secrets, logger }: Parts,
  reference: SecretReference,
  options: SecretOptions = {},
): Promise<string | undefined> {
  try {
    return await secrets.read(reference, options)
  } catch (error) {
    if (!isProblemError(error) || error.code !== secretsErrors.SECRETS_CANNOT_OPEN.code) throw error
    logger.warn({ err: error }, 'credentials cannot be decrypted: deleted without revocation')
    return undefined
  }
}
