import { createToken, hashToken, isToken } from '@tributary/core'
import type { Connections } from '@tributary/integration-host'
import { replacedAddress } from '@tributary/provider-client'
import type { Transaction } from 'kysely'
import { checkSettings } from '../../connecting/check-settings.ts'
import { refuseTooManyFlows } from '../../connecting/refuse-too-many-flows.ts'
import { scopesOfTarget } from '../../connecting/scopes-of-target.ts'
import { requireDefinition, requireReady } from '../../find-definition.ts'
import { FLOW_SECONDS, insertFlow, NO_RETURN_PATH } from '../../flow-store.ts'
import { authorizationUrl } from '../../oauth/authorization-url.ts'
import type { Parts } from '../../parts.ts'
import { redirectUriOf } from '../../provider/redirect-uri.ts'
import type { ConnectionsTables } from '../../tables.ts'
import { requireAuth } from '../auth-strategies.ts'
import { codeVerifier } from './code-verifier.ts'
import { checkReturnPath } from './return-path.ts'

/** Starts an OAuth flow: records its user and browser, and returns the authorization URL. */
export async function beginFlow(
  parts: Parts,
  request: Parameters<Connections['begin']>[0],
): ReturnType<Connections['begin']> {
  const { userId, integration } = request
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const auth = requireAuth(definition, 'oauth2')
  const settings = checkSettings(parts, definition, request.settings)
  const { clientId } = (await parts.settings.read(integration)) ?? {}
  const returnPath = request.returnPath === undefined ? NO_RETURN_PATH : checkReturnPath(request.returnPath)
  const db = parts.database.tables<ConnectionsTables>()
  await refuseTooManyFlows(db, userId)
  const state = createToken()
  const kept = request.browserToken
  const browserToken = kept !== undefined && isToken(kept) ? kept : createToken()
  const redirectUri = redirectUriOf(parts.publicUrl, integration)
  const scopes = await scopesOfTarget(parts, request)
  // A transaction: with `Idempotency-Key`, it is committed together with the answer.
  await parts.database.transaction((trx: Transaction<ConnectionsTables>) =>
    insertFlow(trx, {
      state_hash: hashToken(state),
      browser_hash: hashToken(browserToken),
      user_id: userId,
      integration,
      redirect_uri: redirectUri,
      return_path: returnPath,
      asked_scopes: [...scopes],
      settings: JSON.stringify(settings),
      connection: request.connection ?? null,
    }),
  )
  const address = replacedAddress(parts.endpoints, auth.authorizationUrl) ?? auth.authorizationUrl
  return {
    authorizationUrl: authorizationUrl(auth, address, {
      clientId: String(clientId),
      redirectUri,
      scopes,
      state,
      codeVerifier: codeVerifier(browserToken, state),
    }),
    browserToken,
    expiresInSeconds: FLOW_SECONDS,
  }
}
