import { ProblemError } from '@tributary/core'
import type { Connections, IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit'
import * as oauth from 'oauth4webapi'
import { connectionsErrors } from '../connections-errors.ts'
import { requireDefinition, requireReady } from '../find-definition.ts'
import { consumeFlow, type FlowRow } from '../flow-store.ts'
import { hashOf, looksLikeToken } from '../hash.ts'
import { exchangeCode } from '../oauth/exchange-code.ts'
import { OAuthFailure } from '../oauth/oauth-failure.ts'
import { providerServer } from '../oauth/provider-server.ts'
import { isOAuth2 } from '../oauth/revoke-grant.ts'
import type { TokenReply } from '../oauth/token-set.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionsTables } from '../tables.ts'
import { viewConnection } from '../view-connection.ts'
import { codeVerifier } from './code-verifier.ts'
import { identifyAccount } from './identify-account.ts'
import { storeConnection } from './store-connection.ts'

type OAuth2Definition = IntegrationDefinition & { readonly auth: OAuth2Auth }

/**
 * Ends an OAuth flow. The flow is consumed before anything is asked of the provider, so that no callback works twice;
 * tokens are stored last, so that no failing case leaves any behind.
 */
export async function completeFlow(
  parts: Parts,
  request: Parameters<Connections['complete']>[0],
): ReturnType<Connections['complete']> {
  const { userId, integration, browserToken } = request
  const definition = requireDefinition(parts, integration)
  if (!isOAuth2(definition)) throw new Error(`"${integration}" does not connect by OAuth 2.0`)
  const parameters = new URLSearchParams(request.query)
  const [state = '', ...otherStates] = parameters.getAll('state')
  // Parameters must not be repeated (RFC 6749, section 3.1).
  if (
    browserToken === undefined ||
    !looksLikeToken(browserToken) ||
    !looksLikeToken(state) ||
    otherStates.length > 0
  )
    throw refused()
  const flow = await consumeFlow(parts.database.tables<ConnectionsTables>(), {
    state_hash: hashOf(state),
    browser_hash: hashOf(browserToken),
    user_id: userId,
    integration,
  })
  if (flow === undefined) throw refused()
  try {
    return await endFlow(parts, definition, { userId, flow, parameters, state, browserToken })
  } catch (error) {
    throw leadingBack(error, flow)
  }
}

interface FlowEnd {
  readonly userId: string
  readonly flow: FlowRow
  readonly parameters: URLSearchParams
  readonly state: string
  readonly browserToken: string
}

async function endFlow(
  parts: Parts,
  definition: OAuth2Definition,
  end: FlowEnd,
): ReturnType<Connections['complete']> {
  const { userId, flow } = end
  await requireReady(parts, definition)
  const { scopes, ...tokens } = await tradeCode(parts, definition, end)
  const account = await identifyAccount(parts, definition, {
    headers: { authorization: `Bearer ${tokens.accessToken}` },
  })
  const row = await storeConnection(parts, {
    userId,
    definition,
    account,
    credentials: { kind: 'oauth2', ...tokens },
    // A provider that names no scopes has granted what was asked for (RFC 6749, section 5.1), then and not now.
    grantedScopes: scopes ?? flow.asked_scopes,
    accessExpiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt),
  })
  return { connection: viewConnection(row, definition), returnPath: flow.return_path }
}

/** The person is in the middle of nowhere: whoever tells them what went wrong can tell where to go on. */
function leadingBack(error: unknown, flow: FlowRow): unknown {
  if (!(error instanceof ProblemError)) return error
  const { definition, message: detail, cause, headers, extensions } = error
  return new ProblemError(definition, {
    detail,
    // Where it was found stays to be seen in the log.
    cause: cause ?? error,
    headers,
    extensions: { ...extensions, returnPath: flow.return_path },
  })
}

async function tradeCode(
  { settings, fetch, now }: Parts,
  definition: OAuth2Definition,
  { flow, parameters, state, browserToken }: FlowEnd,
): Promise<TokenReply> {
  const { name, displayName } = definition
  const values = (await settings.read(name)) ?? {}
  try {
    return await exchangeCode(
      providerServer(definition, values, fetch),
      { parameters, state, redirectUri: flow.redirect_uri, codeVerifier: codeVerifier(browserToken, state) },
      now,
    )
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw deniedBy(displayName, error)
    if (error instanceof OAuthFailure) throw problemOf(displayName, error)
    // What oauth4webapi says of a response that is none: no code, another issuer.
    throw new ProblemError(connectionsErrors.CONNECTIONS_FLOW_REFUSED, {
      detail: `What came back is no answer of ${displayName} to this request. Begin again.`,
      cause: error,
    })
  }
}

function refused(): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_FLOW_REFUSED, {
    detail:
      'It was begun in another browser or by another user, it has been used already, or it took longer than ten minutes. Begin again, in this browser.',
  })
}

function deniedBy(displayName: string, error: oauth.AuthorizationResponseError): ProblemError {
  const denied = error.error === 'access_denied'
  const definition = denied
    ? connectionsErrors.CONNECTIONS_DENIED
    : connectionsErrors.CONNECTIONS_PROVIDER_REFUSED
  const code = /^[\w.-]{1,64}$/.test(error.error) ? error.error : 'an error'
  return new ProblemError(definition, {
    detail: denied
      ? `You have not allowed it at ${displayName}, so nothing is connected. Begin again to change your mind.`
      : `${displayName} answered with "${code}". An administrator should compare the client's settings there with /api/admin/settings.`,
  })
}

function problemOf(displayName: string, error: OAuthFailure): ProblemError {
  if (error.kind === 'unavailable' || error.kind === 'rate' || error.kind === 'reply') {
    return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_UNAVAILABLE, {
      detail: `${displayName} did not answer as it should. Begin again in a minute.`,
      cause: error,
      headers: { 'retry-after': String(error.retryAfterSeconds ?? 60) },
    })
  }
  const why =
    error.kind === 'client'
      ? `It does not accept this server's client (${error.error ?? 'refused'}): an administrator should check its id, its secret and the redirect URI registered there.`
      : 'It does not accept the code it has just given. Begin again.'
  return new ProblemError(connectionsErrors.CONNECTIONS_PROVIDER_REFUSED, {
    detail: [`${displayName} refused.`, why, error.hint ?? ''].join(' ').trim(),
    cause: error,
  })
}
