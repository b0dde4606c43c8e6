import { isIntegrationError } from '@tributary/integration-kit'
import { authStrategyOf } from './auth/auth-strategies.ts'
import type { AuthStrategy } from './auth/auth-strategy.ts'
import {
  type Credentials,
  readCredentials,
  revocationOf,
  sealable,
} from './credentials/sealed-credentials.ts'
import { notifyNotRevoked } from './notices.ts'
import type { Parts } from './parts.ts'
import {
  claimRevocations,
  deleteRevocation,
  lockRevocation,
  REVOCATION_HOURS,
  type RevocationRow,
  recordRevocationError,
} from './revocation-store.ts'
import type { ConnectionsTables } from './tables.ts'

const AT_ONCE = 20
const HOUR_MILLISECONDS = 3_600_000

/** Revokes the grants of disconnected connections at the providers. Retries for a day, then notifies the person. */
export async function revokeDue(parts: Parts): Promise<void> {
  const due = await claimRevocations(parts.database.tables<ConnectionsTables>(), AT_ONCE)
  await Promise.all(due.map((row) => revokeOne(parts, row)))
}

async function revokeOne(parts: Parts, row: RevocationRow): Promise<void> {
  try {
    await revoke(parts, row)
    await forget(parts, row, { notify: false })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    parts.logger.warn(
      { integration: row.integration, attempts: row.attempts, reason: message },
      'revocation failed',
    )
    const age = parts.now() - row.created_at.getTime()
    if (age > REVOCATION_HOURS * HOUR_MILLISECONDS) await forget(parts, row, { notify: true })
    else await recordRevocationError(parts.database.tables<ConnectionsTables>(), row.id, message)
  }
}

async function revoke(parts: Parts, row: RevocationRow): Promise<void> {
  const sealed = await parts.secrets.read(revocationOf(row))
  if (sealed === undefined) return
  const credentials = readCredentials(sealed)
  const definition = parts.definitionOf(row.integration)
  if (definition === undefined) throw new Error(`the integration "${row.integration}" is not running`)
  const strategy = authStrategyOf(definition)
  if (!strategy.canRevoke) return
  const usable = strategy.mustRenewToRevoke(credentials, parts.now())
    ? await renew(parts, row, { strategy, credentials })
    : credentials
  if (usable !== undefined) await strategy.revoke(parts, usable)
}

/**
 * New credentials in the place of expired ones, where the provider takes only a valid access token to end a grant. `undefined` when
 * the provider has ended the grant already. Any other failure is tried again, like that of the revocation itself.
 */
async function renew(
  parts: Parts,
  row: RevocationRow,
  { strategy, credentials }: { readonly strategy: AuthStrategy; readonly credentials: Credentials },
): Promise<Credentials | undefined> {
  try {
    const renewed = await strategy.renew(parts, credentials, {})
    await keep(parts, row, renewed.credentials)
    return renewed.credentials
  } catch (error) {
    if (isIntegrationError(error, 'auth_expired')) return undefined
    throw error
  }
}

/** Stored before they are used: a provider that rotates takes the earlier refresh token once, and a revocation may be tried again. */
async function keep(parts: Parts, claimed: RevocationRow, credentials: Credentials): Promise<void> {
  const { database, secrets } = parts
  const staged = await secrets.stage(revocationOf(claimed), sealable(credentials))
  await database.transaction<ConnectionsTables, void>(async (trx) => {
    const row = await lockRevocation(trx, claimed.id)
    if (row === undefined) return
    // Its user may have been deleted meanwhile, with whom the place of its credentials changes.
    const isSame = row.user_id === claimed.user_id
    await secrets.write(revocationOf(row), isSame ? staged : sealable(credentials), { trx })
  })
}

async function forget(
  parts: Parts,
  { id }: RevocationRow,
  { notify }: { readonly notify: boolean },
): Promise<void> {
  await parts.database.transaction<ConnectionsTables, void>(async (trx) => {
    const row = await deleteRevocation(trx, id)
    if (row === undefined) return
    await parts.secrets.remove(revocationOf(row), { trx })
    const { integration, user_id } = row
    if (notify && user_id !== null) await notifyNotRevoked(parts, trx, { integration, user_id })
    if (notify && user_id === null)
      parts.logger.warn({ integration }, 'grant of a deleted user not revoked: giving up')
  })
}
