import { createHash } from 'node:crypto'

import { IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { type IntegrationDefinition, type OAuth2Auth } from '@tributary/integration-kit/host'
import { type Authorizer, createProviderHttp } from '@tributary/testkit'
import type { GoogleHealthSimulator } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { silentLogger } from './silent-logger.ts'

/** The simulator's client in all tests. */
export const CLIENT = {
  id: 'client.apps.googleusercontent.com',
  secret: 'GOCSPX-simulated',
  redirectUris: ['http://127.0.0.1:3000/api/fitbit/callback'],
}

export interface Tokens {
  readonly access_token: string
  readonly refresh_token?: string
  readonly scope: string
  readonly expires_in: number
}

/** Signs a person in, like the server. */
export async function signIn(
  simulator: GoogleHealthSimulator,
  { account, scopes }: { readonly account?: string; readonly scopes?: readonly string[] } = {},
): Promise<Tokens> {
  const auth = authOf(fitbit.definition)
  const verifier = 'v'.repeat(43)
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: CLIENT.id,
    redirect_uri: CLIENT.redirectUris[0] ?? '',
    scope: scopesOf(fitbit.definition).join(' '),
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...auth.authorizationParameters,
  })
  const callback = await simulator.authorize(`${auth.authorizationUrl}?${parameters.toString()}`, {
    ...(account === undefined ? {} : { account }),
    ...(scopes === undefined ? {} : { scopes }),
  })
  const code = callback.searchParams.get('code') ?? ''
  const answer = await askForToken(simulator, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: CLIENT.redirectUris[0] ?? '',
    code_verifier: verifier,
  })
  return (await answer.json()) as Tokens
}

export function askForToken(
  simulator: GoogleHealthSimulator,
  parameters: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(simulator.locate(authOf(fitbit.definition).tokenUrl), {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT.id, client_secret: CLIENT.secret, ...parameters }),
  })
}

/** The kit's own client, with the access token of an account. */
export async function connect(
  simulator: GoogleHealthSimulator,
  who: Parameters<typeof signIn>[1] = {},
): Promise<ProviderHttp> {
  const tokens = await signIn(simulator, who)
  const { api } = fitbit.definition
  if (api === undefined) throw new Error('fitbit has no api')
  return createProviderHttp({
    api,
    authorizer: refreshing(simulator, tokens),
    budget: undefined,
    fetch: (url, init) => fetch(simulator.locate(url.href), init),
    signal: new AbortController().signal,
    logger: silentLogger,
  })
}

export function scopesOf({ streams, auth }: IntegrationDefinition): readonly string[] {
  const extra = authOf({ auth }).extraScopes ?? []
  return [...new Set([...streams.flatMap((stream) => (stream.scopes ?? []).flat()), ...extra])]
}

function authOf({ auth }: { readonly auth?: IntegrationDefinition['auth'] | undefined }): OAuth2Auth {
  if (auth === undefined || !('authorizationUrl' in auth))
    throw new Error('fitbit does not connect by OAuth 2.0')
  return auth
}

/** Refreshes when it is refused. Google sends no new refresh token: the first one stays. */
function refreshing(simulator: GoogleHealthSimulator, tokens: Tokens): Authorizer {
  let accessToken = tokens.access_token
  let version = 1
  return {
    authorize: () => Promise.resolve({ headers: { authorization: `Bearer ${accessToken}` }, version }),
    renew: async () => {
      const answer = await askForToken(simulator, {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token ?? '',
      })
      if (!answer.ok) throw new IntegrationError('auth_expired', await answer.text())
      accessToken = ((await answer.json()) as Tokens).access_token
      version += 1
    },
  }
}
