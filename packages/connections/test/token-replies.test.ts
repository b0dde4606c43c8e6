import { describe, expect, it } from 'vitest'
import { exchangeCode } from '../src/oauth/exchange-code.ts'
import { OAuthFailure } from '../src/oauth/oauth-failure.ts'
import { refreshGrant } from '../src/oauth/refresh-grant.ts'
import { type Fixture, NOW, response, serverOf } from './token-server.ts'

interface Good extends Fixture {
  readonly tokens: object
}

/** Replies as the providers named give them, and tokens as they have to come out. */
const good: readonly Good[] = [
  {
    name: 'RFC 6749',
    body: { access_token: 'a', token_type: 'Bearer', expires_in: 3600, refresh_token: 'r', scope: 'one two' },
    tokens: { accessToken: 'a', refreshToken: 'r', expiresAt: NOW + 3_600_000, scopes: ['one', 'two'] },
  },
  {
    name: 'Google: no refresh token, an unrequested id token',
    body: { access_token: 'a', token_type: 'Bearer', expires_in: 3599, scope: 'x', id_token: 'not.a.jwt' },
    tokens: { accessToken: 'a', refreshToken: undefined, expiresAt: NOW + 3_599_000, scopes: ['x'] },
  },
  {
    name: 'no token_type',
    body: { access_token: 'a', expires_in: 60 },
    tokens: { accessToken: 'a', expiresAt: NOW + 60_000, scopes: undefined },
  },
  {
    name: 'a token_type of its own',
    body: { access_token: 'a', token_type: 'bot' },
    tokens: { accessToken: 'a' },
  },
  {
    name: 'a lower-case token_type',
    body: { access_token: 'a', token_type: 'bearer', expires_in: 1 },
    tokens: { accessToken: 'a', expiresAt: NOW + 1000 },
  },
  {
    name: 'no expiry: used until it is refused',
    body: { access_token: 'a', token_type: 'Bearer' },
    tokens: { accessToken: 'a', expiresAt: undefined },
  },
  {
    name: 'no expiry, known from elsewhere',
    quirks: { defaultExpiresIn: 7200 },
    body: { access_token: 'a', token_type: 'Bearer' },
    tokens: { expiresAt: NOW + 7_200_000 },
  },
  {
    name: 'expires_in as text',
    body: { access_token: 'a', token_type: 'Bearer', expires_in: '3600' },
    tokens: { expiresAt: NOW + 3_600_000 },
  },
  {
    name: 'expires_in as a fraction',
    body: { access_token: 'a', token_type: 'Bearer', expires_in: 3599.7 },
    tokens: { expiresAt: NOW + 3_599_000 },
  },
  {
    name: 'expires_in 0: unknown, not over',
    body: { access_token: 'a', token_type: 'Bearer', expires_in: 0 },
    tokens: { accessToken: 'a', expiresAt: undefined },
  },
  {
    name: 'Strava: commas between scopes',
    auth: { scopeSeparator: ',' },
    body: { access_token: 'a', token_type: 'Bearer', scope: 'read,activity:read' },
    tokens: { scopes: ['read', 'activity:read'] },
  },
  {
    name: 'spaces asked, commas answered (GitHub)',
    quirks: { replyScopeSeparator: ',' },
    body: { access_token: 'a', token_type: 'bearer', scope: 'repo,gist' },
    tokens: { scopes: ['repo', 'gist'] },
  },
  {
    name: 'scopes as a list',
    body: { access_token: 'a', token_type: 'Bearer', scope: ['one', 'two'] },
    tokens: { scopes: ['one', 'two'] },
  },
  {
    name: 'an empty scope: nothing was granted',
    body: { access_token: 'a', token_type: 'Bearer', scope: '' },
    tokens: { scopes: [] },
  },
  {
    name: 'a refresh token of null',
    body: { access_token: 'a', token_type: 'Bearer', refresh_token: null },
    tokens: { accessToken: 'a', refreshToken: undefined },
  },
  {
    name: 'Withings: everything in a member, user id and all',
    quirks: { replyMember: 'body' },
    body: { status: 0, body: { access_token: 'a', refresh_token: 'r', expires_in: 10800, userid: 7 } },
    tokens: { accessToken: 'a', refreshToken: 'r', expiresAt: NOW + 10_800_000 },
  },
  {
    name: 'status 201',
    status: 201,
    body: { access_token: 'a', token_type: 'Bearer' },
    tokens: { accessToken: 'a' },
  },
  {
    name: 'JSON that says it is text',
    type: 'text/plain',
    body: { access_token: 'a', token_type: 'Bearer' },
    tokens: { accessToken: 'a' },
  },
  {
    name: 'JSON that says nothing',
    type: '',
    body: { access_token: 'a', token_type: 'Bearer' },
    tokens: { accessToken: 'a' },
  },
  {
    name: 'GitHub: a form',
    type: 'application/x-www-form-urlencoded; charset=utf-8',
    body: 'access_token=a&scope=gist&token_type=bearer',
    tokens: { accessToken: 'a', scopes: ['gist'] },
  },
  {
    name: 'Slack: ok and more beside it',
    quirks: {
      errorInReply: (reply) => (reply['ok'] === false ? { error: String(reply['error']) } : undefined),
    },
    body: { ok: true, access_token: 'a', token_type: 'bot', bot_user_id: 'B' },
    tokens: { accessToken: 'a' },
  },
  {
    name: 'an error of null beside tokens',
    body: { access_token: 'a', token_type: 'Bearer', error: null },
    tokens: { accessToken: 'a' },
  },
]

interface Bad extends Fixture {
  readonly kind: OAuthFailure['kind']
  readonly error?: string
}

const bad: readonly Bad[] = [
  { name: 'RFC 6749', status: 400, body: { error: 'invalid_grant' }, kind: 'grant', error: 'invalid_grant' },
  {
    name: 'Spotify: revoked',
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Refresh token revoked' },
    kind: 'grant',
  },
  {
    name: 'Google: the client',
    status: 401,
    body: { error: 'invalid_client', error_description: 'Unauthorized' },
    kind: 'client',
  },
  {
    name: 'Fitbit: a list of errors',
    status: 400,
    body: { errors: [{ errorType: 'invalid_grant', message: 'Refresh token invalid: abc' }], success: false },
    kind: 'grant',
  },
  {
    name: 'GitHub: an error with status 200',
    body: { error: 'bad_verification_code', error_description: 'The code is incorrect or expired.' },
    kind: 'client',
  },
  {
    name: 'Slack: ok false with status 200',
    quirks: {
      errorInReply: (reply) => (reply['ok'] === false ? { error: String(reply['error']) } : undefined),
    },
    body: { ok: false, error: 'token_revoked' },
    kind: 'grant',
  },
  { name: 'unavailable', status: 503, type: 'text/html', body: '<h1>503</h1>', kind: 'unavailable' },
  { name: 'unavailable with JSON', status: 500, body: { error: 'server_error' }, kind: 'unavailable' },
  { name: 'too many requests', status: 429, type: 'text/plain', body: 'Too many requests', kind: 'rate' },
  { name: 'no access token', body: { token_type: 'Bearer' }, kind: 'reply' },
  { name: 'an access token that is no text', body: { access_token: 7, token_type: 'Bearer' }, kind: 'reply' },
  { name: 'a login page with status 200', type: 'text/html', body: '<form>', kind: 'reply' },
  { name: 'a list', body: [1, 2], kind: 'reply' },
  { name: 'half of JSON', type: 'application/json', body: '{"access_token":"a', kind: 'reply' },
  { name: 'nothing', body: '', kind: 'reply' },
  { name: 'DPoP, which we cannot prove', body: { access_token: 'a', token_type: 'DPoP' }, kind: 'reply' },
  { name: 'a plain 401', status: 401, type: 'text/plain', body: 'no', kind: 'client' },
]

describe('token replies of real providers', () => {
  it.each(good)('$name', async (fixture) => {
    const { provider } = serverOf(fixture)
    expect(await exchangeCode(provider, response, () => NOW)).toMatchObject(fixture.tokens)
  })

  it.each(bad)('a refusal: $name', async (fixture) => {
    const failure = await exchangeCode(serverOf(fixture).provider, response, () => NOW).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(OAuthFailure)
    expect(failure).toMatchObject({
      kind: fixture.kind,
      ...(fixture.error === undefined ? {} : { error: fixture.error }),
    })
  })

  it.each(['', 'code=', 'code=a&code=b', 'code=c&response=jwt', 'code=c&id_token=x'])(
    'does not call the provider for the authorization response %j',
    async (query) => {
      const { provider, sent } = serverOf({ name: '', body: {} })
      const parameters = new URLSearchParams(`${query}&state=s`)
      const failure = await exchangeCode(provider, { ...response, parameters }, () => NOW).catch(
        (error: unknown) => error,
      )
      expect(failure).toBeInstanceOf(Error)
      expect(failure).not.toBeInstanceOf(OAuthFailure)
      expect(sent).toEqual([])
    },
  )

  it('keeps the refresh token that a refresh does not replace', async () => {
    const reply = { access_token: 'b', token_type: 'Bearer' }
    const kept = await refreshGrant(serverOf({ name: '', body: reply }).provider, 'old', () => NOW)
    expect(kept).toMatchObject({ accessToken: 'b', refreshToken: 'old' })
    const replaced = { ...reply, refresh_token: 'new' }
    const next = await refreshGrant(serverOf({ name: '', body: replaced }).provider, 'old', () => NOW)
    expect(next).toMatchObject({ refreshToken: 'new' })
  })

  it.each([
    ['seconds', { 'retry-after': '30' }, 30],
    ['a date', { 'retry-after': new Date(NOW + 90_000).toUTCString() }, 90],
    ['a header of the provider', { 'x-ratelimit-reset': String(NOW / 1000 + 45) }, 45],
    ['nothing', {}, undefined],
  ])('reads when to ask again from %s', async (_, headers, seconds) => {
    const refused = { name: '', status: 429, headers, body: { error: 'slow_down' } }
    await expect(refreshGrant(serverOf(refused).provider, 'old', () => NOW)).rejects.toMatchObject({
      kind: 'rate',
      retryAfterSeconds: seconds,
    })
  })

  it('reads a refusal beside a challenge and with a length', async () => {
    const headers = { 'www-authenticate': 'Basic realm="token"', 'content-length': '3' }
    const refused = { name: '', status: 401, headers, body: { error: 'invalid_client' } }
    await expect(refreshGrant(serverOf(refused).provider, 'old', () => NOW)).rejects.toMatchObject({
      kind: 'client',
      error: 'invalid_client',
    })
  })

  it('does not reveal a token that a provider repeats in its error', async () => {
    const body = { error: 'invalid_grant', error_description: 'Refresh token invalid: secret-refresh-token' }
    const failure = await refreshGrant(
      serverOf({ name: '', status: 400, body }).provider,
      'secret-refresh-token',
      () => NOW,
    ).catch(String)
    expect(failure).not.toContain('secret-refresh-token')
  })
})
