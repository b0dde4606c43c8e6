import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ProviderSimulator } from '../src/index.ts'
import {
  askToken,
  authorizationUrl,
  basic,
  connect,
  readNote,
  startNotes,
  tradeForm,
} from './notes-provider.ts'

let simulator: ProviderSimulator
beforeEach(async () => {
  simulator = await startNotes()
})
afterEach(async () => simulator.stop())

describe('the authorization endpoint', () => {
  test('a person who consents is redirected with a code and the state', async () => {
    const callback = await simulator.authorize(authorizationUrl())
    expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:3000\/callback\?code=code-\w+&state=a\+state$/)
  })

  test('a person who denies is redirected with access_denied', async () => {
    const { searchParams } = await simulator.authorize(authorizationUrl(), { decision: 'deny' })
    expect(searchParams.get('error')).toBe('access_denied')
    expect(searchParams.has('code')).toBe(false)
  })

  test('the page shows the requested scopes, and its form has the same effect as a test', async () => {
    const page = await (await fetch(simulator.locate(authorizationUrl()))).text()
    expect(page).toContain('value="read" checked')
    expect(page).toContain('name="_account" value="bob"')
    expect(page).toContain('name="state" value="a state"')
  })

  test('unticked scopes are not granted, as the reply shows', async () => {
    const callback = await simulator.authorize(authorizationUrl(), { scopes: ['write'] })
    const { body } = await askToken(simulator, tradeForm(callback.searchParams.get('code') ?? ''))
    expect(body['scope']).toBe('write')
    const answer = await readNote(simulator, body['access_token'])
    expect(answer.status).toBe(403)
    expect(answer.headers.get('www-authenticate')).toContain('insufficient_scope')
  })

  test('the granted scopes are in the callback if the profile says so', async () => {
    await using commas = await startNotes({ grantedScopesIn: 'callback', scopeSeparator: ',' })
    const url = authorizationUrl({ scope: 'read,write' })
    const { searchParams } = await commas.authorize(url, { scopes: ['write'] })
    expect(searchParams.get('scope')).toBe('write')
    expect((await commas.authorize(url)).searchParams.get('scope')).toBe('read,write')
  })

  test('consent can be set for all people', async () => {
    simulator.controls.setConsent({ decision: 'allow', account: 'bob' })
    const response = await fetch(simulator.locate(authorizationUrl()), { redirect: 'manual' })
    const code = new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? ''
    const { body } = await askToken(simulator, tradeForm(code))
    expect(await (await readNote(simulator, body['access_token'])).json()).toMatchObject({ account: 'bob' })
  })

  test.each([
    ['an unknown client', { client_id: 'other' }, /INVALID_CLIENT/],
    ['another path', { redirect_uri: 'http://127.0.0.1:3000/callback/' }, /not registered/],
    ['localhost', { redirect_uri: 'http://localhost:3000/callback' }, /localhost is not allowed/],
    ['plain http beyond loopback', { redirect_uri: 'http://home.example/callback' }, /not secure/],
    ['no address', { redirect_uri: null }, /no URL/],
  ])('%s gets a page and no redirect', async (_, changes, message) => {
    await expect(simulator.authorize(authorizationUrl(changes))).rejects.toThrow(message)
  })

  test.each([
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no PKCE method', { code_challenge_method: null }, 'invalid_request'],
    ['no PKCE', { code_challenge: null }, 'invalid_request'],
    ['a short challenge', { code_challenge: 'abc' }, 'invalid_request'],
    ['an unknown scope', { scope: 'read everything' }, 'invalid_scope'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s is redirected with an error', async (_, changes, error) => {
    const { searchParams } = await simulator.authorize(authorizationUrl(changes))
    expect(searchParams.get('error')).toBe(error)
    expect(searchParams.get('state')).toBe('a state')
  })

  test('iss is sent if the profile has an issuer', async () => {
    simulator.controls.change({ issuer: 'https://accounts.notes.example' })
    const { searchParams } = await simulator.authorize(authorizationUrl())
    expect(searchParams.get('iss')).toBe('https://accounts.notes.example')
  })

  test('scopes are separated as the provider does, in both directions', async () => {
    simulator.controls.change({ scopeSeparator: ',' })
    const callback = await simulator.authorize(authorizationUrl({ scope: 'read,write' }))
    const { body } = await askToken(simulator, tradeForm(callback.searchParams.get('code') ?? ''))
    expect(body['scope']).toBe('read,write')
  })
})

describe('a code', () => {
  const newCode = async () => (await simulator.authorize(authorizationUrl())).searchParams.get('code') ?? ''

  test('is valid once; a second use revokes its tokens', async () => {
    const code = await newCode()
    const first = await askToken(simulator, tradeForm(code))
    expect(first.status).toBe(200)
    expect((await readNote(simulator, first.body['access_token'])).status).toBe(200)
    expect(await askToken(simulator, tradeForm(code))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
    expect((await readNote(simulator, first.body['access_token'])).status).toBe(401)
  })

  test('expires', async () => {
    const code = await newCode()
    simulator.controls.clock.advance(601)
    expect(await askToken(simulator, tradeForm(code))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'Authorization code expired' },
    })
  })

  test.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['no verifier', { code_verifier: '' }],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:3000/other' }],
  ])('is not exchanged for %s', async (_, changes) => {
    expect(await askToken(simulator, tradeForm(await newCode(), changes))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    })
  })

  test.each([
    ['no authentication', { client_id: 'client' }, {}],
    ['the secret in the body', { client_id: 'client', client_secret: 's e/cret' }, {}],
    ['a wrong secret', {}, basic('client', 'wrong')],
    ['both ways at once', { client_secret: 's e/cret' }, basic()],
  ])('is not exchanged with %s', async (_, form, headers) => {
    expect(await askToken(simulator, tradeForm(await newCode(), form), headers)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
  })

  test('is exchanged with body authentication if the provider requires it', async () => {
    simulator.controls.change({ clientAuthentication: ['body'] })
    const form = tradeForm(await newCode(), { client_id: 'client', client_secret: 's e/cret' })
    expect(await askToken(simulator, form, {})).toMatchObject({ status: 200 })
    expect(await askToken(simulator, tradeForm(await newCode()))).toMatchObject({ status: 401 })
  })
})

test('members that a provider omits are omitted, and its status is used', async () => {
  simulator.controls.change({ omit: ['token_type', 'expires_in'], tokenStatus: 201 })
  const callback = await simulator.authorize(authorizationUrl())
  const answer = await askToken(simulator, tradeForm(callback.searchParams.get('code') ?? ''))
  expect(answer.status).toBe(201)
  expect(Object.keys(answer.body).toSorted()).toEqual(['access_token', 'refresh_token', 'scope'])
})

test('two accounts have separate tokens', async () => {
  const ada = await connect(simulator, 'ada')
  const bob = await connect(simulator, 'bob')
  expect(await (await readNote(simulator, ada['access_token'])).json()).toMatchObject({ account: 'ada' })
  expect(await (await readNote(simulator, bob['access_token'])).json()).toMatchObject({ account: 'bob' })
})
