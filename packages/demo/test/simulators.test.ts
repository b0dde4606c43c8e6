import { createProviderSimulator, type DemoProvider } from '@tributary/provider-simulator'
import { expect, test, vi } from 'vitest'
import { Simulators } from '../src/simulators.ts'

const API = 'https://api.notes.example/v1'
const TOKEN = 'https://login.notes.example/token'

const notes: DemoProvider = {
  createSimulator: (client) =>
    createProviderSimulator({
      name: 'Notes',
      inProcess: true,
      profile: {
        tokenUrl: TOKEN,
        scopes: ['read'],
        clientAuthentication: ['body'],
        pkce: 'optional',
        rotation: 'strict',
        accessTokenSeconds: 3600,
        rateLimit: { requests: 1, perSeconds: 60, window: 'rolling' },
      },
      clients: [client],
      accounts: [{ id: 'demo', name: 'Alex' }],
      routes: [
        { url: `${API}/me`, scopes: ['read'], handle: ({ account }) => ({ body: { id: account.id } }) },
      ],
    }),
}

function simulatorsOf() {
  const load = vi.fn(async () => notes)
  return { load, simulators: new Simulators({ names: () => ['notes'], load }) }
}

function found(simulators: Simulators) {
  const provider = simulators.find('notes')
  if (provider === undefined) throw new Error('there is no simulated provider')
  return provider
}

const readMe = (simulators: Simulators, accessToken: string) =>
  found(simulators).fetch(new URL(`${API}/me`), {
    method: 'GET',
    headers: { authorization: `Bearer ${accessToken}` },
  })

function renew(simulators: Simulators, refreshToken: string) {
  const { config, fetch } = found(simulators)
  return fetch(new URL(TOKEN), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: String(config['clientId']),
      client_secret: String(config['clientSecret']),
    }),
  })
}

test('a simulator is loaded at the first request, once, and released after a while without requests', async () => {
  vi.useFakeTimers()
  try {
    const { load, simulators } = simulatorsOf()
    found(simulators)
    expect(load).not.toHaveBeenCalled()
    const { accessToken } = await found(simulators).grant()
    expect((await readMe(simulators, accessToken)).status).toBe(200)
    expect(load).toHaveBeenCalledTimes(1)
    expect(simulators.open()).toEqual(['notes'])
    vi.advanceTimersByTime(3 * 60_000)
    expect(simulators.open()).toEqual([])
    expect((await readMe(simulators, accessToken)).status).toBe(200)
    simulators.release()
  } finally {
    vi.useRealTimers()
  }
})

test('the tokens of one process are good in another, again and again, and limits do not apply', async () => {
  const [one, other] = [simulatorsOf().simulators, simulatorsOf().simulators]
  const { accessToken, refreshToken } = await found(one).grant()
  for (const simulators of [other, other, one])
    expect(await (await readMe(simulators, accessToken)).json()).toEqual({ id: 'demo' })
  for (const simulators of [other, one]) {
    const answer = await renew(simulators, refreshToken)
    const renewed = (await answer.json()) as { access_token: string; refresh_token: string }
    expect((await readMe(one, renewed.access_token)).status).toBe(200)
    expect((await renew(other, renewed.refresh_token)).status).toBe(200)
  }
  expect((await readMe(one, refreshToken)).status).toBe(401)
  expect((await renew(one, 'another')).status).toBe(400)
  one.release()
  other.release()
})

test('an access token ends after its time', async () => {
  let now = Date.now()
  const provider = await createProviderSimulator({
    name: 'Notes',
    inProcess: true,
    now: () => now,
    profile: {
      tokenUrl: TOKEN,
      scopes: [],
      clientAuthentication: [],
      pkce: 'ignored',
      rotation: 'same',
      accessTokenSeconds: 60,
    },
    accounts: [{ id: 'demo', name: 'Alex' }],
    routes: [{ url: `${API}/me`, handle: () => ({ body: {} }) }],
  })
  const headers = { authorization: `Bearer ${provider.controls.grant().accessToken}` }
  expect((await provider.fetch(new URL(`${API}/me`), { headers })).status).toBe(200)
  now += 60_000
  expect((await provider.fetch(new URL(`${API}/me`), { headers })).status).toBe(401)
})

test('an integration without a simulator has no simulated provider', () => {
  expect(simulatorsOf().simulators.find('mail')).toBeUndefined()
})
