import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedKernel, startConnectedKernel } from './connected-kernel.ts'

const HOUR = 3_600_000

describe('the credentials of a run', () => {
  let connected: ConnectedKernel
  beforeAll(async () => {
    connected = await startConnectedKernel()
  })
  afterAll(async () => connected.stop())
  beforeEach(() => {
    connected.endpoint.state.calls = 0
  })

  const authorize = async () => (await connected.authorizer()).authorize()
  const bearer = async () => (await authorize()).headers['authorization']
  const sickAnswers = [
    { status: 500, body: {} },
    { status: 502, body: '<html>Bad gateway</html>' },
    { status: 200, body: '<html>Sign in</html>' },
    { status: 200, body: {} },
    { status: 200, body: { access_token: '' } },
    { status: 403, body: '<html>Blocked</html>' },
    { status: 400, body: '<html>Blocked</html>' },
    { status: 429, body: { error: 'slow_down' } },
    { status: 302, body: '' },
  ]

  it('without a refresh token are used until they expire, and not sent afterwards', async () => {
    await connected.connect({ accessToken: 'at-1', expiresAt: connected.clock.now + HOUR })
    expect(await bearer()).toBe('Bearer at-1')
    connected.clock.now += HOUR
    await expect(authorize()).rejects.toMatchObject({
      code: 'auth_expired',
      message: expect.stringContaining('Connect again') as string,
    })
    expect(connected.endpoint.state.calls).toBe(0)
  })

  it('without a refresh token that a person has replaced since are the newer ones', async () => {
    await connected.connect({ accessToken: 'at-1', expiresAt: connected.clock.now + HOUR })
    const authorizer = await connected.authorizer()
    await authorizer.authorize()
    connected.clock.now += HOUR
    await connected.connect({ accessToken: 'at-2', expiresAt: connected.clock.now + HOUR })
    expect((await authorizer.authorize()).headers['authorization']).toBe('Bearer at-2')
  })

  it.each(sickAnswers)(
    'that have expired are not sent while the token endpoint answers $status $body',
    async (answer) => {
      await connected.connect({ accessToken: 'at-1', refreshToken: 'rt', expiresAt: connected.clock.now - 1 })
      connected.endpoint.state.answer = answer
      await expect(authorize()).rejects.toMatchObject({
        code: answer.status === 429 ? 'rate_limit' : 'upstream',
      })
      expect(connected.endpoint.state.calls).toBe(1)
      connected.endpoint.state.answer = { status: 200, body: { access_token: 'at-2', token_type: 'Bearer' } }
      expect(await bearer()).toBe('Bearer at-2')
      expect(connected.endpoint.state.calls).toBe(2)
    },
  )

  it('that are still valid are sent while the token endpoint is sick', async () => {
    await connected.connect({
      accessToken: 'at-1',
      refreshToken: 'rt',
      expiresAt: connected.clock.now + 1000,
    })
    connected.endpoint.state.answer = { status: 502, body: '<html>' }
    // Early, as far as the connection is old.
    expect(await bearer()).toBe('Bearer at-1')
  })

  it.each(sickAnswers)(
    'without a known expiry that were refused are not sent again while the endpoint answers $status $body',
    async (answer) => {
      await connected.connect({ accessToken: 'at-1', refreshToken: 'rt' })
      const authorizer = await connected.authorizer()
      const refused = await authorizer.authorize()
      expect(refused.headers['authorization']).toBe('Bearer at-1')
      connected.endpoint.state.answer = answer
      await expect(authorizer.renew(refused)).rejects.toMatchObject({
        code: answer.status === 429 ? 'rate_limit' : 'upstream',
      })
      // The job is tried again later, by a run of its own.
      await expect(authorize()).rejects.toMatchObject({ name: 'IntegrationError' })
      expect(connected.endpoint.state.calls).toBe(2)
      connected.endpoint.state.answer = { status: 200, body: { access_token: 'at-2', token_type: 'Bearer' } }
      expect(await bearer()).toBe('Bearer at-2')
    },
  )

  it('of a reply without expires_in are sent until they are refused, and each refusal is one refresh', async () => {
    await connected.connect({ accessToken: 'at-0', refreshToken: 'rt', expiresAt: connected.clock.now - 1 })
    for (const number of [1, 2, 3]) {
      connected.endpoint.state.answer = { status: 200, body: { access_token: `at-${number}` } }
      const authorizer = await connected.authorizer()
      const authorization = await authorizer.authorize()
      connected.endpoint.state.answer = { status: 200, body: { access_token: `at-${number}-renewed` } }
      await authorizer.renew(authorization)
      expect(await bearer()).toBe(`Bearer at-${number}-renewed`)
      expect(await bearer()).toBe(`Bearer at-${number}-renewed`)
    }
    // One because the first had ended, and one for each refusal.
    expect(connected.endpoint.state.calls).toBe(4)
  })

  it.each(['connected', 'needs_permission', 'needs_action', 'paused'])(
    'of a connection that is %s can be refreshed',
    async (status) => {
      await connected.connect(
        { accessToken: 'at-1', refreshToken: 'rt', expiresAt: connected.clock.now - 1 },
        status,
      )
      connected.endpoint.state.answer = { status: 200, body: { access_token: 'at-2' } }
      expect(await bearer()).toBe('Bearer at-2')
    },
  )
})
