import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { Authorizer } from '@tributary/provider-client'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import type { RequestAuthorization } from '../auth/auth-strategy.ts'
import { findRunnable, type RunnableConnection } from '../connection-store.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { endAccess } from './lease-store.ts'
import type { CredentialRefresher } from './refresh-credentials.ts'
import { credentialsOf, readCredentials } from './sealed-credentials.ts'

/**
 * Refreshed this long before expiry, with jitter, so that a thousand connections created in one hour do not all
 * refresh at once.
 */
const EARLY_SECONDS = { least: 60, most: 300 }

interface Loaded {
  readonly version: number
  readonly authorization: RequestAuthorization
  readonly canRenew: boolean
  /** For the user, when the provider rejects credentials that cannot be renewed. */
  readonly rejection: string
  /** When the credentials were issued, milliseconds since 1970. */
  readonly since: number
  /** When the access token expires by the provider's statement or was rejected; `undefined` if unknown. */
  readonly expiresAt: number | undefined
}

/** Authorizes requests with one connection's credentials, as they were found, and reads them again when they change. */
export function openAuthorizer(
  parts: Parts,
  refresher: CredentialRefresher,
  found: RunnableConnection,
): Authorizer {
  const { id } = found.row
  const early = (EARLY_SECONDS.least + parts.random() * (EARLY_SECONDS.most - EARLY_SECONDS.least)) * 1000
  let loaded: Promise<Loaded> | undefined
  let unused: RunnableConnection | undefined = found

  const load = () => {
    loaded ??= loadCredentials(parts, id, unused)
    unused = undefined
    // A failure is not cached.
    loaded.catch(() => {
      loaded = undefined
    })
    return loaded
  }

  const renewFrom = async (version: number) => {
    loaded = undefined
    const fresh = await load()
    if (fresh.version !== version) return
    await refresher.refresh(id, version)
    loaded = undefined
  }

  return {
    async authorize() {
      let current = await load()
      if (isOver(current, parts.now())) {
        // The person may have connected again meanwhile.
        loaded = undefined
        current = await load()
        if (isOver(current, parts.now())) throw new IntegrationError('auth_expired', current.rejection)
      }
      if (isStale(current, parts.now(), early)) {
        try {
          await renewFrom(current.version)
          current = await load()
        } catch (error) {
          // The refresh is early: if it fails, the current token is still valid.
          if (!isTransient(error) || isStale(current, parts.now(), 0)) throw error
        }
      }
      return { version: current.version, ...current.authorization }
    },
    async renew(refused) {
      loaded = undefined
      const { canRenew, rejection, version } = await load()
      // Refreshed by another caller, or connected again with new credentials.
      if (version !== refused.version) return
      if (!canRenew) throw new IntegrationError('auth_expired', rejection)
      // The rejected token must not be sent again while the refresh fails.
      await endAccess(parts.database.tables<ConnectionsTables>(), id, { version, at: new Date(parts.now()) })
      await refresher.refresh(id, version)
      loaded = undefined
    },
  }
}

/** The maximum share of a token's life lost to early refresh: some tokens live for a minute. */
const EARLY_SHARE = 0.2

/** Credentials that cannot be renewed are used until they expire. */
function isOver({ canRenew, expiresAt }: Loaded, now: number): boolean {
  return !canRenew && expiresAt !== undefined && expiresAt <= now
}

function isStale({ canRenew, since, expiresAt }: Loaded, now: number, early: number): boolean {
  if (!canRenew || expiresAt === undefined) return false
  return expiresAt <= now + Math.min(early, Math.max(0, expiresAt - since) * EARLY_SHARE)
}

function isTransient(error: unknown): boolean {
  return isIntegrationError(error, 'upstream') || isIntegrationError(error, 'rate_limit')
}

async function loadCredentials(
  { database, secrets, definitionOf }: Parts,
  id: string,
  given: RunnableConnection | undefined,
): Promise<Loaded> {
  const found = given ?? (await findRunnable(database.tables<ConnectionsTables>(), secrets, id))
  if (found === undefined || found.row.status === 'disconnected')
    throw new IntegrationError('auth_expired', 'The account has been disconnected.')
  const { row } = found
  if (row.status === 'needs_reauth')
    throw new IntegrationError('auth_expired', row.reason ?? 'Connect the account again.')
  const sealed =
    found.credentials === null ? undefined : await secrets.open(credentialsOf(row), found.credentials)
  if (sealed === undefined)
    throw new IntegrationError(
      'auth_expired',
      'The credentials of this connection are missing. Connect again.',
    )
  const since = (row.refreshed_at ?? row.consented_at).getTime()
  const definition = definitionOf(row.integration)
  if (definition === undefined) throw new IntegrationError('upstream', 'The integration is not running.')
  const strategy = authStrategyOf(definition)
  const credentials = readCredentials(sealed)
  return {
    version: row.credentials_version,
    authorization: strategy.authorization(credentials),
    canRenew: strategy.canRenew(credentials),
    rejection: strategy.rejection,
    since,
    expiresAt: earlier(row.access_expires_at?.getTime(), strategy.expiresAt(credentials)),
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}
