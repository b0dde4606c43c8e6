import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

describe('limits on what can be guessed', () => {
  let server: AccountsServer
  beforeAll(async () => {
    const within = 60_000
    server = await startAccountsServer({
      limits: {
        signInPerAddress: { max: 6, within },
        signInPerEmail: { max: 3, within },
        setup: { max: 2, within },
        passwordChange: { max: 2, within },
      },
    })
    await server.createUser('ada@example.org', 'admin')
  })
  afterAll(() => server.stop())

  const signIn = (email: string, remoteAddress: string, password = 'wrong') =>
    server.inject({
      method: 'POST',
      url: '/api/accounts/sign-in/email',
      remoteAddress,
      payload: { email, password },
    })

  it('an email address can be tried so often from wherever', async () => {
    for (const from of ['10.0.0.1', '10.0.0.2', '10.0.0.3']) {
      expect((await signIn('bob@example.org', from)).statusCode).toBe(401)
    }
    const refused = await signIn('BOB@example.org', '10.0.0.4')
    expect(refused.statusCode).toBe(429)
    expect(refused.json()).toMatchObject({ code: 'ACCOUNTS_RATE_LIMITED', status: 429 })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.headers['content-type']).toMatch('application/problem+json')
    expect((await signIn('ada@example.org', '10.0.0.4', PASSWORD)).statusCode).toBe(204)
  })

  it('the attempts of an address are limited, with any email', async () => {
    for (let attempt = 0; attempt < 6; attempt++) {
      expect((await signIn(`user${attempt}@example.org`, '10.9.9.9')).statusCode).toBe(401)
    }
    expect((await signIn('user7@example.org', '10.9.9.9')).statusCode).toBe(429)
  })

  it('the set-up is limited', async () => {
    const claim = () =>
      server.inject({
        method: 'POST',
        url: '/api/accounts/setup',
        payload: { token: 'x', email: 'eve@example.org', password: PASSWORD },
      })
    expect((await claim()).statusCode).toBe(404)
    expect((await claim()).statusCode).toBe(404)
    expect((await claim()).statusCode).toBe(429)
  })

  it('changing the password is limited per user', async () => {
    const cookie = await server.signIn('ada@example.org')
    const change = () =>
      server.inject({
        method: 'POST',
        url: '/api/accounts/password',
        headers: { cookie },
        payload: { currentPassword: 'wrong', newPassword: 'another password' },
      })
    expect((await change()).statusCode).toBe(403)
    expect((await change()).statusCode).toBe(403)
    expect((await change()).statusCode).toBe(429)
  })
})
