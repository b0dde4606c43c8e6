import { expect, test } from 'vitest'
import { askToken, basic, connect, readNote, refresh, startNotes } from './notes-provider.ts'

const REFUSED = { status: 400, body: { error: 'invalid_grant' } }

test('strict: each refresh token is valid once, and reuse revokes the whole grant', async () => {
  await using simulator = await startNotes({ rotation: 'strict' })
  const first = await connect(simulator)
  const second = await refresh(simulator, first['refresh_token'])
  expect(second.status).toBe(200)
  expect(second.body['refresh_token']).not.toBe(first['refresh_token'])
  expect(await refresh(simulator, first['refresh_token'])).toMatchObject(REFUSED)
  expect(await refresh(simulator, second.body['refresh_token'])).toMatchObject(REFUSED)
  expect((await readNote(simulator, second.body['access_token'])).status).toBe(401)
  expect(simulator.controls.tokenCalls()).toEqual({ authorization_code: 1, refresh_token: 3, refused: 2 })
})

test('grace: the same request gets the same response for a while, then a refusal', async () => {
  await using simulator = await startNotes({ rotation: 'grace', graceSeconds: 120 })
  const first = await connect(simulator)
  const second = await refresh(simulator, first['refresh_token'])
  simulator.controls.clock.advance(119)
  expect(await refresh(simulator, first['refresh_token'])).toEqual(second)
  simulator.controls.clock.advance(2)
  expect(await refresh(simulator, first['refresh_token'])).toMatchObject(REFUSED)
  expect((await refresh(simulator, second.body['refresh_token'])).status).toBe(200)
})

test('same and none-returned: the refresh token stays valid, returned or not', async () => {
  for (const rotation of ['same', 'none-returned'] as const) {
    await using simulator = await startNotes({ rotation })
    const first = await connect(simulator)
    for (let round = 0; round < 3; round += 1) {
      const { status, body } = await refresh(simulator, first['refresh_token'])
      expect(status).toBe(200)
      expect(body['refresh_token']).toBe(rotation === 'same' ? first['refresh_token'] : undefined)
    }
  }
})

test('an access token has the lifetime of the profile, and can be expired at once', async () => {
  await using simulator = await startNotes()
  const { access_token: token } = await connect(simulator)
  simulator.controls.clock.advance(3599)
  expect((await readNote(simulator, token)).status).toBe(200)
  simulator.controls.clock.advance(1)
  expect((await readNote(simulator, token)).status).toBe(401)
  const { access_token: other } = await connect(simulator)
  simulator.controls.expireAccessTokens()
  expect((await readNote(simulator, other)).status).toBe(401)
})

test('a client in testing: refresh tokens expire after seven days', async () => {
  await using simulator = await startNotes({ rotation: 'none-returned', refreshTokenSeconds: 7 * 86_400 })
  const { refresh_token: token } = await connect(simulator)
  simulator.controls.clock.advance(7 * 86_400 - 1)
  expect((await refresh(simulator, token)).status).toBe(200)
  simulator.controls.clock.advance(1)
  expect(await refresh(simulator, token)).toMatchObject(REFUSED)
})

test('a person who removes the application revokes all its tokens, but not those of others', async () => {
  await using simulator = await startNotes()
  const ada = await connect(simulator, 'ada')
  const bob = await connect(simulator, 'bob')
  simulator.controls.revokeConsent('ada')
  expect((await readNote(simulator, ada['access_token'])).status).toBe(401)
  expect(await refresh(simulator, ada['refresh_token'])).toMatchObject(REFUSED)
  expect((await readNote(simulator, bob['access_token'])).status).toBe(200)
})

test('a scope that is revoked later is refused from then on', async () => {
  await using simulator = await startNotes()
  const tokens = await connect(simulator)
  simulator.controls.dropScope('read')
  expect((await readNote(simulator, tokens['access_token'])).status).toBe(403)
  expect((await refresh(simulator, tokens['refresh_token'])).body['scope']).toBe('write')
})

test('the revocation endpoint ends the grant, only for its own client', async () => {
  await using simulator = await startNotes()
  const tokens = await connect(simulator)
  const revoke = (headers: Record<string, string>) =>
    fetch(simulator.locate('https://accounts.notes.example/api/revoke'), {
      method: 'POST',
      headers,
      body: new URLSearchParams({ token: String(tokens['refresh_token']) }),
    })
  expect((await revoke({})).status).toBe(401)
  expect((await readNote(simulator, tokens['access_token'])).status).toBe(200)
  expect((await revoke(basic())).status).toBe(200)
  expect((await readNote(simulator, tokens['access_token'])).status).toBe(401)
  expect((await revoke(basic())).status).toBe(200)
})

test('revocation by query ends the whole consent if the provider does so', async () => {
  const revocation = {
    url: 'https://accounts.notes.example/api/revoke',
    style: 'query',
    ends: 'consent',
  } as const
  await using simulator = await startNotes({ revocation })
  const [older, newer] = [await connect(simulator), await connect(simulator)]
  const revoke = () =>
    fetch(`${simulator.locate(revocation.url)}?token=${String(older['refresh_token'])}`, { method: 'POST' })
  expect((await revoke()).status).toBe(200)
  expect(await refresh(simulator, newer['refresh_token'])).toMatchObject(REFUSED)
  expect((await revoke()).status).toBe(400)
})

test('revocation by query reads the token from the provider’s parameter', async () => {
  const revocation = {
    url: 'https://accounts.notes.example/api/revoke',
    style: 'query',
    parameter: 'access_token',
  } as const
  await using simulator = await startNotes({ revocation })
  const tokens = await connect(simulator)
  const revoke = (parameter: string) =>
    fetch(`${simulator.locate(revocation.url)}?${parameter}=${String(tokens['access_token'])}`, {
      method: 'POST',
    })
  expect((await revoke('token')).status).toBe(400)
  expect((await revoke('access_token')).status).toBe(200)
  expect(await refresh(simulator, tokens['refresh_token'])).toMatchObject(REFUSED)
})

test('quirks: JSON requests, another name for the client, errors at status 200, replies in an envelope', async () => {
  await using simulator = await startNotes({
    tokenRequest: 'json',
    clientAuthentication: ['body'],
    tokenParameters: { action: 'requesttoken' },
    tokenReply: (body) => ({ status: 0, body }),
    tokenErrorReply: ({ error }) => ({ status: 200, body: { ok: false, error } }),
  })
  const ask = async (body: object, type: string) => {
    const url = simulator.locate('https://accounts.notes.example/api/token')
    const sent = { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(body) }
    const response = await fetch(url, sent)
    return { status: response.status, body: await response.json() }
  }
  const bad = { status: 200, body: { ok: false, error: 'invalid_request' } }
  const request = {
    action: 'requesttoken',
    grant_type: 'refresh_token',
    refresh_token: 'x',
    client_id: 'client',
    client_secret: 's e/cret',
  }
  expect(await ask(request, 'text/plain')).toEqual(bad)
  expect(await ask({ ...request, action: 'other' }, 'application/json')).toEqual(bad)
  expect(await ask(request, 'application/json')).toEqual({
    status: 200,
    body: { ok: false, error: 'invalid_grant' },
  })
})

test('a provider that issues refresh tokens only on request', async () => {
  await using simulator = await startNotes({ givesRefreshToken: ({ consentedBefore }) => !consentedBefore })
  expect(await connect(simulator)).toHaveProperty('refresh_token')
  expect(await connect(simulator)).not.toHaveProperty('refresh_token')
  expect(await askToken(simulator, { grant_type: 'password' })).toMatchObject({
    status: 400,
    body: { error: 'unsupported_grant_type' },
  })
})
