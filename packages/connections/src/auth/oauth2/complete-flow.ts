import { hashToken, isProblemError, isToken, ProblemError } from '@tributary/core'
import type { Connections } from '@tributary/integration-host'
import type { IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit/host'
import * as oauth from 'oauth4webapi'
import { identifyAccount, unavailableProblem } from '../../connecting/identify-account.ts'
import { problemOfFailure } from '../../connecting/problem-of-failure.ts'
import { storeConnection } from '../../connecting/store-connection.ts'
import { connectionsErrors } from '../../connections-errors.ts'
import { requireDefinition, requireReady } from '../../find-definition.ts'
import { consumeFlow, type FlowRow, returnPathOf } from '../../flow-store.ts'
import { exchangeCode } from '../../oauth/exchange-code.ts'
import { OAuthFailure } from '../../oauth/oauth-failure.ts'
import { openProviderServer } from '../../oauth/provider-server.ts'
import type { TokenReply } from '../../oauth/token-set.ts'
import type { Parts } from '../../parts.ts'
import type { ConnectionsTables } from '../../tables.ts'
import { viewConnection } from '../../view-connection.ts'
import { requireAuth } from '../auth-strategies.ts'
import { codeVerifier } from './code-verifier.ts'
import { oauth2Strategy } from './strategy.ts'

/**
 * Completes an OAuth flow. The flow is consumed before the provider is called, so that a callback works only once;
 * tokens are stored last, so that a failure leaves none behind.
 */
export async function completeFlow(
  parts: Parts,
  request: Parameters<Connections['complete']>[0],
): ReturnType<Connections['complete']> {
  const { userId, integration, browserToken } = request
  const definition = requireDefinition(parts, integration)
  const auth = requireAuth(definition, 'oauth2')
  const parameters = new URLSearchParams(request.query)
  const [state = '', ...otherStates] = parameters.getAll('state')
  // Parameters must not be repeated (RFC 6749, section 3.1).
  if (browserToken === undefined || !isToken(browserToken) || !isToken(state) || otherStates.length > 0)
    throw refused()
  const flow = await consumeFlow(parts.database.tables<ConnectionsTables>(), {
    state_hash: hashToken(state),
    browser_hash: hashToken(browserToken),
    user_id: userId,
    integration,
  })
  if (flow === undefined) throw refused()
  try {
    return await endFlow(parts, definition, { auth, userId, flow, parameters, state, browserToken })
  } catch (error) {
    throw withReturnPath(error, flow)
  }
}

interface FlowEnd {
  readonly auth: OAuth2Auth
  readonly userId: string
  readonly flow: FlowRow
  readonly parameters: URLSearchParams
  readonly state: string
  readonly browserToken: string
}

async function endFlow(
  parts: Parts,
  definition: IntegrationDefinition,
  end: FlowEnd,
): ReturnType<Connections['complete']> {
  const { auth, userId, flow } = end
  await requireReady(parts, definition)
  const { scopes, more: tokenReply, ...tokens } = await exchange(parts, definition, end)
  const credentials = { kind: 'oauth2', ...tokens } as const
  const authorization = oauth2Strategy(definition, auth).authorization(credentials)
  const account = await identifyAccount(parts, definition, {
    authorization,
    tokenReply,
    settings: flow.settings,
  }).catch((error: unknown) => {
    throw unavailableProblem(error, definition.displayName)
  })
  const { row } = await storeConnection(parts, {
    userId,
    definition,
    account,
    credentials,
    settings: flow.settings,
    target: flow.connection ?? undefined,
    // A provider that returns no scopes has granted the requested ones (RFC 6749, section 5.1): those of the request,
    // not of now.
    grantedScopes: scopesInCallback(end) ?? scopes ?? flow.asked_scopes,
    accessExpiresAt: tokens.expiresAt === undefined ? null : new Date(tokens.expiresAt),
  })
  return { connection: viewConnection(row, definition), returnPath: returnPathOf(flow) }
}

/** Adds the return path, so that the error page can link to it. */
function withReturnPath(error: unknown, flow: FlowRow): unknown {
  if (!isProblemError(error)) return error
  const { definition, message: detail, cause, headers, extensions } = error
  const returnPath = returnPathOf(flow)
  return new ProblemError(definition, {
    detail,
    // Keeps the original error as the cause for the log.
    cause: cause ?? error,
    headers,
    extensions: { ...extensions, ...(returnPath === undefined ? {} : { returnPath }) },
  })
}

/** For providers that return the granted scopes in the query of the callback (Strava). */
function scopesInCallback({ auth, parameters }: FlowEnd): readonly string[] | undefined {
  if (auth.grantedScopesIn !== 'callback') return undefined
  const separator = auth.quirks?.replyScopeSeparator ?? auth.scopeSeparator ?? ' '
  return parameters
    .get('scope')
    ?.split(separator)
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '')
}

async function exchange(
  parts: Parts,
  definition: IntegrationDefinition,
  { auth, flow, parameters, state, browserToken }: FlowEnd,
): Promise<TokenReply> {
  const { displayName } = definition
  try {
    return await exchangeCode(
      await openProviderServer(parts, definition, auth),
      { parameters, state, redirectUri: flow.redirect_uri, codeVerifier: codeVerifier(browserToken, state) },
      parts.now,
    )
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw deniedBy(displayName, error)
    if (error instanceof OAuthFailure) throw problemOfFailure(displayName, error)
    // The errors of oauth4webapi for an invalid response: no code, another issuer.
    throw new ProblemError(connectionsErrors.CONNECTIONS_FLOW_REFUSED, {
      detail: `The response is not a valid answer of ${displayName} to this request. Start connecting again.`,
      cause: error,
    })
  }
}

function refused(): ProblemError {
  return new ProblemError(connectionsErrors.CONNECTIONS_FLOW_REFUSED, {
    detail:
      'It was started in another browser or by another user, has already been used, or is older than ten minutes. Start connecting again in this browser.',
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
      ? `You did not allow access at ${displayName}, so nothing is connected. Start connecting again to allow it.`
      : `${displayName} answered with "${code}". An administrator must compare the client's settings at the provider with /api/admin/settings.`,
  })
}
