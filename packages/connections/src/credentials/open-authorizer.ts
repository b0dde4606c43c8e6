import { type ApiKeyAuth, IntegrationError } from '@tributary/integration-kit'
import { type Authorization, type Authorizer } from '@tributary/provider-client'
import { findConnectionById } from '../connection-store.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { endAccess } from './lease-store.ts'
import type { CredentialRefresher } from './refresh-credentials.ts'
import { type Credentials, credentialsOf, readCredentials } from './sealed-credentials.ts'

/**
 * Refreshed so long before its end, and a bit by chance, so that a thousand connections made in one hour do not all
 * come back in one.
 */
const EARLY_SECONDS = { least: 60, most: 300 }

interface Loaded {
  readonly integration: string
  readonly version: number
  readonly credentials: Credentials
  /** When they were given, milliseconds since 1970. */
  readonly since: number
  /** When the access token ends, as the provider has said or as it has refused it; `undefined` when neither is known. */
  readonly expiresAt: number | undefined
}

/** Puts one connection's credentials on requests. Reads them once and again when they have changed. */
export function openAuthorizer(parts: Parts, refresher: CredentialRefresher, id: string): Authorizer {
  const early = (EARLY_SECONDS.least + parts.random() * (EARLY_SECONDS.most - EARLY_SECONDS.least)) * 1000
  let loaded: Promise<Loaded> | undefined

  const load = () => {
    loaded ??= loadCredentials(parts, id)
    // A failure is not remembered.
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
        if (isOver(current, parts.now())) throw accessOver()
      }
      if (isStale(current, parts.now(), early)) {
        try {
          await renewFrom(current.version)
          current = await load()
        } catch (error) {
          // It is early: while the provider's tokens cannot be had, the one at hand still works.
          if (!isTransient(error) || isStale(current, parts.now(), 0)) throw error
        }
      }
      return authorizationOf(parts, current)
    },
    async renew(refused) {
      loaded = undefined
      const { credentials, version } = await load()
      // Refreshed by somebody else, or connected again with another key.
      if (version !== refused.version) return
      if (credentials.kind === 'apiKey')
        throw new IntegrationError(
          'auth_expired',
          'The provider does not take this key any more. Connect with a new one.',
        )
      if (credentials.refreshToken === undefined) throw accessOver()
      // The refused token must not be sent again while the refresh fails.
      await endAccess(parts.database.tables<ConnectionsTables>(), id, { version, at: new Date(parts.now()) })
      await refresher.refresh(id, version)
      loaded = undefined
    },
  }
}

/** Of a token's life, at most so much is given away by refreshing early: some live for a minute. */
const EARLY_SHARE = 0.2

/** An access token without a refresh token is used until it expires. Sending it later would only be refused. */
function isOver({ credentials, expiresAt }: Loaded, now: number): boolean {
  if (credentials.kind !== 'oauth2' || credentials.refreshToken !== undefined) return false
  return expiresAt !== undefined && expiresAt <= now
}

function accessOver(): IntegrationError {
  return new IntegrationError(
    'auth_expired',
    'The access has run out, and this provider gives no way to renew it. Connect again.',
  )
}

function isStale({ credentials, since, expiresAt }: Loaded, now: number, early: number): boolean {
  if (credentials.kind !== 'oauth2' || credentials.refreshToken === undefined) return false
  if (expiresAt === undefined) return false
  return expiresAt <= now + Math.min(early, Math.max(0, expiresAt - since) * EARLY_SHARE)
}

function isTransient(error: unknown): boolean {
  return error instanceof IntegrationError && (error.code === 'upstream' || error.code === 'rate_limit')
}

async function loadCredentials({ database, secrets }: Parts, id: string): Promise<Loaded> {
  const db = database.tables<ConnectionsTables>()
  for (;;) {
    const row = await findConnectionById(db, id)
    if (row === undefined || row.status === 'disconnected')
      throw new IntegrationError('auth_expired', 'The account has been disconnected.')
    if (row.status === 'needs_reauth')
      throw new IntegrationError('auth_expired', row.reason ?? 'Connect the account again.')
    const sealed = await secrets.read(credentialsOf(row))
    const after = await findConnectionById(db, id)
    // Refreshed between the two reads: the version would be that of other credentials.
    if (after?.credentials_version !== row.credentials_version) continue
    if (sealed === undefined)
      throw new IntegrationError(
        'auth_expired',
        'The credentials of this connection are gone. Connect again.',
      )
    const since = (row.refreshed_at ?? row.consented_at).getTime()
    const { integration, credentials_version: version } = row
    const credentials = readCredentials(sealed)
    const expiresAt = earlier(
      row.access_expires_at?.getTime(),
      credentials.kind === 'oauth2' ? credentials.expiresAt : undefined,
    )
    return { integration, version, credentials, since, expiresAt }
  }
}

function earlier(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.min(one, other)
}

function authorizationOf(
  { definitionOf }: Parts,
  { integration, version, credentials }: Loaded,
): Authorization {
  if (credentials.kind === 'oauth2')
    return { version, headers: { authorization: `Bearer ${credentials.accessToken}` } }
  const auth = definitionOf(integration)?.auth
  if (auth?.kind !== 'apiKey') throw new IntegrationError('upstream', 'The integration is not running.')
  return { version, ...keyOnRequest(auth, credentials.apiKey) }
}

/** Where a provider wants its key. */
export function keyOnRequest(
  { header, scheme, query }: ApiKeyAuth,
  apiKey: string,
): Omit<Authorization, 'version'> {
  if (query !== undefined) return { headers: {}, query: { [query]: apiKey } }
  const value = scheme === undefined ? apiKey : `${scheme} ${apiKey}`
  return { headers: { [header ?? 'authorization']: value } }
}
