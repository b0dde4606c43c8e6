import { createHash } from 'node:crypto'
import {
  createProviderSimulator,
  type ProviderProfile,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
} from '../src/index.ts'

/** A made-up provider with everything switched to the strict side. */
export const notesProfile = {
  authorizationUrl: 'https://accounts.notes.example/authorize',
  tokenUrl: 'https://accounts.notes.example/api/token',
  revocation: { url: 'https://accounts.notes.example/api/revoke', style: 'form' },
  scopes: ['read', 'write'],
  clientAuthentication: ['basic'],
  pkce: 'required',
  rotation: 'strict',
  accessTokenSeconds: 3600,
  codeSeconds: 600,
  redirectUriRules: { refusesLocalhost: true, requiresHttpsBeyondLoopback: true },
} satisfies ProviderProfile

export const REDIRECT_URI = 'http://127.0.0.1:3000/callback'
export const CLIENT = { id: 'client', secret: 's e/cret', redirectUris: [REDIRECT_URI] }
export const ADA = { id: 'ada', name: 'Ada' }
export const BOB = { id: 'bob', name: 'Bob' }
const VERIFIER = 'v'.repeat(43)

export async function startNotes(
  profile: Partial<ProviderProfile> = {},
  options: Partial<ProviderSimulatorOptions> = {},
): Promise<ProviderSimulator> {
  return createProviderSimulator({
    name: 'Notes',
    profile: { ...notesProfile, ...profile },
    accounts: [ADA, BOB],
    clients: [CLIENT],
    routes: [
      {
        url: 'https://api.notes.example/v1/notes/:id',
        scopes: ['read'],
        handle: ({ account, params, dataFaults }) => ({
          body: { account: account.id, id: params['id'], faults: [...dataFaults] },
        }),
      },
    ],
    ...options,
  })
}

export function authorizationUrl(changes: Record<string, string | null> = {}): string {
  const url = new URL(notesProfile.authorizationUrl)
  const parameters = {
    response_type: 'code',
    client_id: CLIENT.id,
    redirect_uri: REDIRECT_URI,
    scope: 'read write',
    state: 'a state',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    ...changes,
  }
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) url.searchParams.set(name, value)
  return url.href
}

export interface TokenAnswer {
  readonly status: number
  readonly body: Record<string, string | number>
}

export async function askToken(
  simulator: ProviderSimulator,
  form: Record<string, string>,
  headers: Record<string, string> = basic(),
): Promise<TokenAnswer> {
  const response = await fetch(simulator.locate(notesProfile.tokenUrl), {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  return { status: response.status, body: (await response.json()) as TokenAnswer['body'] }
}

export function basic(id = CLIENT.id, secret = CLIENT.secret): Record<string, string> {
  const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

export const tradeForm = (code: string, changes: Record<string, string> = {}) => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: REDIRECT_URI,
  code_verifier: VERIFIER,
  ...changes,
})

export async function connect(simulator: ProviderSimulator, account = ADA.id): Promise<TokenAnswer['body']> {
  const callback = await simulator.authorize(authorizationUrl(), { account })
  const answer = await askToken(simulator, tradeForm(callback.searchParams.get('code') ?? ''))
  if (answer.status !== 200) throw new Error(JSON.stringify(answer))
  return answer.body
}

export const refresh = (simulator: ProviderSimulator, token: unknown) =>
  askToken(simulator, { grant_type: 'refresh_token', refresh_token: String(token) })

export async function readNote(simulator: ProviderSimulator, accessToken: unknown): Promise<Response> {
  return fetch(simulator.locate('https://api.notes.example/v1/notes/7?x=1'), {
    headers: { authorization: `Bearer ${String(accessToken)}` },
  })
}
