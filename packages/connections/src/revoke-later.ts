import { isProblemError } from '@tributary/core'
import { type SecretReference, secretsErrors } from '@tributary/secrets'
import type { Transaction } from 'kysely'
import { authStrategyOf } from './auth/auth-strategies.ts'
import { credentialsOf, revocationOf } from './credentials/sealed-credentials.ts'
import type { Parts } from './parts.ts'
import { insertRevocation } from './revocation-store.ts'
import type { ConnectionRow, ConnectionsTables } from './tables.ts'

type Trx = Transaction<ConnectionsTables>

/**
 * Deletes the credentials of a connection in the transaction that ends it, and queues their revocation if the
 * provider supports it.
 */
export async function revokeLater(parts: Parts, trx: Trx, row: ConnectionRow): Promise<void> {
  const sealed = await readIfItOpens(parts, trx, credentialsOf(row))
  await parts.secrets.remove(credentialsOf(row), { trx })
  if (sealed === undefined) return
  const definition = parts.definitionOf(row.integration)
  // One that is not running now may run again within the day; whether it can revoke is known then.
  if (definition !== undefined && !authStrategyOf(definition).canRevoke) return
  const revocation = await insertRevocation(trx, { userId: row.user_id, integration: row.integration })
  await parts.secrets.write(revocationOf(revocation), sealed, { trx })
}

/** Credentials that cannot be decrypted cannot be revoked, and must not block disconnecting. */
export async function readIfItOpens(
  { secrets, logger }: Parts,
  trx: Trx,
  reference: SecretReference,
): Promise<string | undefined> {
  try {
    return await secrets.read(reference, { trx })
  } catch (error) {
    if (!isProblemError(error) || error.code !== secretsErrors.SECRETS_CANNOT_OPEN.code) throw error
    logger.warn({ err: error }, 'credentials cannot be decrypted: deleted without revocation')
    return undefined
  }
}
