import { ProblemError } from '@tributary/core'
import type { Connections } from '@tributary/integration-kit'
import { replacedAddress } from '@tributary/provider-client'
import { findConnection } from '../connection-store.ts'
import { connectionsErrors } from '../connections-errors.ts'
import { requireDefinition, requireReady } from '../find-definition.ts'
import { countFlows, FLOW_SECONDS, insertFlow } from '../flow-store.ts'
import { hashOf, looksLikeToken, randomToken } from '../hash.ts'
import { authorizationUrl } from '../oauth/authorization-url.ts'
import { isOAuth2 } from '../oauth/revoke-grant.ts'
import type { Parts } from '../parts.ts'
import { redirectUriOf } from '../provider/redirect-uri.ts'
import { scopesToAsk } from '../scopes.ts'
import type { ConnectionsTables } from '../tables.ts'
import { codeVerifier } from './code-verifier.ts'
import { checkReturnPath } from './return-path.ts'

/** Nobody has more tabs open in ten minutes; a program that goes wild is stopped. */
const MAX_FLOWS = 2_000

/** Begins an OAuth flow: notes whose it is and from which browser, and says where to send the person. */
export async function beginFlow(
  parts: Parts,
  request: Parameters<Connections['begin']>[0],
): ReturnType<Connections['begin']> {
  const { userId, integration } = request
  const definition = requireDefinition(parts, integration)
  await requireReady(parts, definition)
  const values = await parts.settings.read(integration)
  if (!isOAuth2(definition) || values === undefined)
    throw new Error(`"${integration}" does not connect by OAuth 2.0`)
  const returnPath = checkReturnPath(request.returnPath ?? `/api/${integration}`)
  const db = parts.database.tables<ConnectionsTables>()
  if ((await countFlows(db, userId)) >= MAX_FLOWS) {
    throw new ProblemError(connectionsErrors.CONNECTIONS_TOO_MANY_FLOWS, {
      detail: 'Wait ten minutes.',
      headers: { 'retry-after': String(FLOW_SECONDS) },
    })
  }
  const state = randomToken()
  const kept = request.browserToken
  const browserToken = kept !== undefined && looksLikeToken(kept) ? kept : randomToken()
  const redirectUri = redirectUriOf(parts.publicUrl, integration)
  const scopes = scopesToAsk(definition, (await findConnection(db, request)) ?? { streams: {} })
  await insertFlow(db, {
    state_hash: hashOf(state),
    browser_hash: hashOf(browserToken),
    user_id: userId,
    integration,
    redirect_uri: redirectUri,
    return_path: returnPath,
    asked_scopes: scopes,
  })
  const address =
    replacedAddress(parts.endpoints, definition.auth.authorizationUrl) ?? definition.auth.authorizationUrl
  return {
    authorizationUrl: authorizationUrl(definition.auth, address, {
      clientId: String(values['clientId']),
      redirectUri,
      scopes,
      state,
      codeVerifier: codeVerifier(browserToken, state),
    }),
    browserToken,
    expiresInSeconds: FLOW_SECONDS,
  }
}
