import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const SIGN_IN = '/api/accounts/sign-in/email'

describe('sessions', () => {
  let server: AccountsServer
  beforeAll(async () => {
    server = await startAccountsServer()
    await server.createUser('ada@example.org')
  })
  afterAll(() => server.stop())

  const get = (url: string, cookie?: string) =>
    server.inject({ url, ...(cookie === undefined ? {} : { headers: { cookie } }) })

  it('a user who signs in is known by the cookie', async () => {
    const cookie = await server.signIn('ada@example.org')
    const me = await get('/api/accounts/me', cookie)
    expect(me.statusCode).toBe(200)
    expect(me.json()).toMatchObject({
      email: 'ada@example.org',
      name: 'ada',
      roles: ['user'],
      kind: 'session',
    })
    expect((await get('/api/library', cookie)).statusCode).toBe(200)
  })
})
