import type { AuthorizationServer } from './authorization-server.ts'
import { type ConsentDecision, consentPage, decisionOf } from './consent.ts'
import { escapeHtml, html } from './exchange.ts'
import type { SimulatorClient } from './provider-profile.ts'
import { refusedRedirectUri } from './redirect-uri-rules.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** RFC 7636, section 4.2: the challenge is a SHA-256 in base64url. */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/

/** The authorization endpoint (RFC 6749, section 4.1.1), with providers' rules of redirect URIs. */
export function authorize(server: AuthorizationServer, parameters: URLSearchParams): SimulatorReply {
  const client = clientOf(server, parameters)
  if (typeof client === 'string') return refusalPage(server.name, client)
  const redirectUri = parameters.get('redirect_uri') ?? ''
  const refusal = refusedRedirect(server, client, redirectUri)
  // The person is never redirected to an unregistered URI, not even with an error.
  if (refusal !== undefined) return refusalPage(server.name, refusal)
  const back = (answer: Record<string, string>) => redirectBack(server, { redirectUri, parameters, answer })
  const error = refusedParameters(server, parameters)
  if (error !== undefined) return back(error)
  const asked = scopesIn(server, parameters)
  const decision = decisionOf(parameters) ?? (server.consentMode === 'ask' ? undefined : server.consentMode)
  if (decision === undefined) {
    return consentPage({
      provider: server.name,
      parameters,
      scopes: asked,
      accounts: server.accounts,
    })
  }
  if (decision.decision === 'deny')
    return back({ error: 'access_denied', error_description: 'The person said no.' })
  const scopes = asked.filter((scope) => decision.scopes?.includes(scope) ?? true)
  const code = allow(server, { client, redirectUri, parameters, scopes, decision })
  if (server.profile.grantedScopesIn !== 'callback') return back({ code })
  return back({ code, scope: scopes.join(server.switches.scopeSeparator ?? ' ') })
}

function clientOf(server: AuthorizationServer, parameters: URLSearchParams): SimulatorClient | string {
  const id = parameters.get(server.clientIdParameter)
  return (
    server.clients.find((client) => client.id === id) ?? `INVALID_CLIENT: there is no client "${id ?? ''}"`
  )
}

function refusedRedirect(
  server: AuthorizationServer,
  client: SimulatorClient,
  redirectUri: string,
): string | undefined {
  const refused = refusedRedirectUri(redirectUri, server.profile.redirectUriRules ?? {})
  if (refused !== undefined) return `INVALID_REDIRECT_URI: ${redirectUri}: ${refused}`
  if (!client.redirectUris.includes(redirectUri))
    return `INVALID_REDIRECT_URI: ${redirectUri} is not registered for this client`
  return undefined
}

function refusedParameters(
  server: AuthorizationServer,
  parameters: URLSearchParams,
): Record<string, string> | undefined {
  const invalid = (description: string) => ({ error: 'invalid_request', error_description: description })
  if (parameters.get('response_type') !== 'code')
    return { error: 'unsupported_response_type', error_description: 'response_type must be code' }
  const unknown = scopesIn(server, parameters).find((scope) => !server.profile.scopes.includes(scope))
  if (unknown !== undefined)
    return { error: 'invalid_scope', error_description: `there is no scope "${unknown}"` }
  const { pkce } = server.switches
  const challenge = parameters.get('code_challenge')
  if (pkce === 'ignored') return undefined
  if (challenge === null) return pkce === 'required' ? invalid('code_challenge is required') : undefined
  if (parameters.get('code_challenge_method') !== 'S256') return invalid('code_challenge_method must be S256')
  return S256_CHALLENGE.test(challenge)
    ? undefined
    : invalid('code_challenge must be 43 characters of base64url')
}

function scopesIn(server: AuthorizationServer, parameters: URLSearchParams): string[] {
  return (parameters.get('scope') ?? '').split(server.switches.scopeSeparator ?? ' ').filter(Boolean)
}

function allow(
  server: AuthorizationServer,
  consent: {
    readonly client: SimulatorClient
    readonly redirectUri: string
    readonly parameters: URLSearchParams
    readonly scopes: readonly string[]
    readonly decision: ConsentDecision
  },
): string {
  const { client, redirectUri, parameters, scopes, decision } = consent
  const account = server.accountOf(decision.account)
  const consentedBefore = server.grants
    .all()
    .some((grant) => !grant.revoked && grant.clientId === client.id && grant.account.id === account.id)
  return server.codes.issue(
    {
      account,
      clientId: client.id,
      redirectUri,
      scopes,
      codeChallenge:
        server.switches.pkce === 'ignored' ? undefined : (parameters.get('code_challenge') ?? undefined),
      givesRefreshToken: server.profile.givesRefreshToken?.({ parameters, consentedBefore }) ?? true,
    },
    server.switches.codeSeconds ?? 600,
  )
}

function redirectBack(
  server: AuthorizationServer,
  response: {
    readonly redirectUri: string
    readonly parameters: URLSearchParams
    readonly answer: Readonly<Record<string, string>>
  },
): SimulatorReply {
  const location = new URL(response.redirectUri)
  const state = response.parameters.get('state')
  const { issuer } = server.switches
  const answer = {
    ...response.answer,
    ...(state === null ? {} : { state }),
    ...(issuer === undefined ? {} : { iss: issuer }),
  }
  for (const [name, value] of Object.entries(answer)) location.searchParams.set(name, value)
  return { status: 302, headers: { location: location.href, 'cache-control': 'no-store' }, body: '' }
}

function refusalPage(provider: string, refusal: string): SimulatorReply {
  return html(400, `${provider} (simulated)`, `<p>${escapeHtml(refusal)}</p>`)
}
