import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AccountsServer, PASSWORD, startAccountsServer } from './accounts-server.ts'

const ME = '/api/accounts/me'

describe('the profile of a user', () => {
  let server: AccountsServer
  let cookie: string
  let userId: string
  beforeAll(async () => {
    server = await startAccountsServer()
    userId = await server.createUser('ada@example.org')
    await server.createUser('bob@example.org')
    cookie = await server.signIn('ada@example.org')
  })
  afterAll(() => server.stop())

  const change = (payload: object) =>
    server.inject({ method: 'PATCH', url: ME, headers: { cookie }, payload })

  it('follows the browser until something is chosen', async () => {
    const me = await server.inject({ url: ME, headers: { cookie } })
    expect(me.json()).toMatchObject({ language: null, locale: null, timeZone: null, theme: 'system' })
  })

  it('keeps the choices, in the spelling of the standards', async () => {
    const chosen = {
      name: 'Ada L.',
      language: 'de',
      locale: 'de-at',
      timeZone: 'europe/berlin',
      theme: 'dark',
    }
    const changed = await change(chosen)
    const kept = { ...chosen, locale: 'de-AT', timeZone: 'Europe/Berlin' }
    expect(changed.json()).toMatchObject(kept)
    expect((await server.inject({ url: ME, headers: { cookie } })).json()).toMatchObject(kept)
    expect(await server.accounts.readPreferences(userId)).toMatchObject({ timeZone: 'Europe/Berlin' })
    const bob = await server.signIn('bob@example.org')
    expect((await server.inject({ url: ME, headers: { cookie: bob } })).json().timeZone).toBeNull()
  })

  it('takes a choice back', async () => {
    await change({ timeZone: 'Europe/Berlin', theme: 'light' })
    expect((await change({ timeZone: null })).json()).toMatchObject({ timeZone: null, theme: 'light' })
  })

  it.each(['Europe/Berlim', '+01:00', 'Mars/Olympus', 'Europe/Berlin\n'])(
    'the time zone %j is refused',
    async (timeZone) => {
      const refused = await change({ timeZone })
      expect(refused.json()).toMatchObject({ status: 400, code: 'KERNEL_UNKNOWN_VALUE' })
      expect(refused.json().errors).toMatchObject([{ in: 'body', path: '/timeZone' }])
      if (timeZone.startsWith('Europe')) expect(refused.json().detail).toContain('"Europe/Berlin"?')
    },
  )

  it.each(['english please', 'xx-yy', '--'])('the locale %j is refused', async (locale) => {
    expect((await change({ locale })).json()).toMatchObject({ status: 400, code: 'ACCOUNTS_BAD_LOCALE' })
  })

  it.each([{ language: 'fr' }, { theme: 'blue' }, { role: 'admin' }, {}])(
    'the change %j is refused',
    async (payload) => {
      expect((await change(payload)).statusCode).toBe(400)
    },
  )

  it('is not for API keys to change', async () => {
    const { key } = await server.accounts.createKey({ userId, name: 'test', scopes: ['*'] })
    const headers = { authorization: `Bearer ${key}` }
    const refused = await server.inject({ method: 'PATCH', url: ME, headers, payload: { theme: 'dark' } })
    expect(refused.statusCode).toBe(403)
  })
})

describe('the set-up', () => {
  it('takes language, locale and time zone, and refuses unknown ones before it is closed', async () => {
    const server = await startAccountsServer()
    try {
      const claim = async (timeZone: string) =>
        server.inject({
          method: 'POST',
          url: '/api/accounts/setup',
          payload: {
            token: await server.accounts.setupToken(),
            email: 'root@example.org',
            password: PASSWORD,
            language: 'de',
            locale: 'de-CH',
            timeZone,
          },
        })
      expect((await claim('Europe/Zurick')).json().detail).toContain('Europe/Zurich')
      expect((await claim('Europe/Zurich')).statusCode).toBe(201)
      const cookie = await server.signIn('root@example.org')
      expect((await server.inject({ url: ME, headers: { cookie } })).json()).toMatchObject({
        language: 'de',
        locale: 'de-CH',
        timeZone: 'Europe/Zurich',
        theme: 'system',
      })
    } finally {
      await server.stop()
    }
  })
})
