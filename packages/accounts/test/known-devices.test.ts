import { hashToken } from '@tributary/core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { PASSWORD } from './accounts-server.ts'
import { cookiesOf, type Jar, keepCookies, SignInBench } from './sign-in-bench.ts'

const DAY = 86_400_000

describe('browsers that have signed in before', () => {
  let bench: SignInBench
  beforeAll(async () => {
    // Fewer than a server allows, since each costs the hash of a password; the figures themselves have a test below.
    bench = await SignInBench.start({ limits: { signInPerEmail: { max: 3, within: 5 * 60_000 } } })
  })
  beforeEach(() => bench.createPeople())
  afterAll(() => bench.server.stop())

  it('the browser of the owner gets in during a lock-out, from an address it never had', async () => {
    const browser = await bench.knownBrowser()
    await bench.lockOut()
    expect((await bench.attempt(browser)).statusCode).toBe(204)
    // Again and again: it is not one attempt that it has.
    for (let times = 0; times < 3; times += 1) expect((await bench.attempt(browser)).statusCode).toBe(204)
  })

  it('ten wrong guesses from ten addresses lock out strangers, and ten of its own lock out a known browser', () =>
    bench.withServer({ limits: {} }, async () => {
      const browser = await bench.knownBrowser()
      await bench.lockOut(bench.owner, 10)
      for (let guess = 0; guess < 9; guess += 1)
        expect((await bench.attempt(browser, { password: 'wrong' })).statusCode).toBe(401)
      // A success gives the browser its attempts back.
      expect((await bench.attempt(browser)).statusCode).toBe(204)
      const guesses = Array.from({ length: 15 }, () => bench.attempt(new Map(browser), { password: 'wrong' }))
      const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode)
      expect(statuses.filter((status) => status === 401)).toHaveLength(10)
      expect(statuses.filter((status) => status === 429)).toHaveLength(5)
      expect((await bench.attempt(browser)).statusCode).toBe(429)
    }))

  it('guesses from the address of a known browser do not lock it out', () =>
    bench.withServer({ limits: { signInPerAddress: { max: 2, within: 60_000 } } }, async () => {
      const browser = await bench.knownBrowser()
      for (let guess = 0; guess < 2; guess += 1)
        await bench.attempt(new Map(), { password: 'wrong', from: '192.0.2.1' })
      expect((await bench.attempt(new Map(), { from: '192.0.2.1' })).statusCode).toBe(429)
      expect((await bench.attempt(browser, { from: '192.0.2.1' })).statusCode).toBe(204)
    }))

  it('a session and an API key work during a lock-out', async () => {
    const browser: Jar = new Map()
    await bench.attempt(browser)
    const { key } = await bench.server.accounts.createKey({
      userId: bench.ownersId,
      name: 'script',
      scopes: ['*'],
    })
    await bench.lockOut()
    const cookie = `tributary.session_token=${browser.get('tributary.session_token')}`
    for (const headers of [{ cookie }, { authorization: `Bearer ${key}` }])
      expect((await bench.server.inject({ url: '/api/accounts/me', headers })).statusCode).toBe(200)
  })

  it('an unknown browser, an invented cookie and a malformed one do not', async () => {
    await bench.lockOut()
    for (const value of [
      'A'.repeat(43),
      'x',
      '',
      '..',
      `${'A'.repeat(43)}.`.repeat(2_00),
      '%00',
      "' or true --",
    ]) {
      const jar: Jar = new Map([['tributary.device', value]])
      expect((await bench.attempt(jar)).statusCode, value.slice(0, 50)).toBe(429)
    }
  })

  it("another person's browser does not, and the stored token does not", async () => {
    const browser = await bench.knownBrowser()
    const others = await bench.knownBrowser(bench.other)
    await bench.lockOut()
    expect((await bench.attempt(others)).statusCode).toBe(429)
    const hashes = (await bench.stored()).map(({ token_hash: hash }) => hash)
    expect(hashes).toHaveLength(2)
    expect(hashes).toContain(hashToken(browser.get('tributary.device') ?? ''))
    for (const hash of hashes)
      expect((await bench.attempt(new Map([['tributary.device', hash.slice(0, 43)]]))).statusCode).toBe(429)
  })

  it('wrong guesses of a known browser do not lock out others', async () => {
    const browser = await bench.knownBrowser()
    for (let guess = 0; guess < 4; guess += 1)
      expect((await bench.attempt(browser, { password: 'wrong' })).statusCode).toBe(401)
    expect((await bench.attempt(new Map())).statusCode).toBe(204)
  })

  it('a page of another site does not use its attempts', async () => {
    const browser = await bench.knownBrowser()
    await bench.lockOut()
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    for (let guess = 0; guess < 12; guess += 1)
      expect((await bench.attempt(browser, { password: 'wrong', headers })).statusCode).toBe(403)
    expect((await bench.attempt(browser)).statusCode).toBe(204)
  })

  it('a failed sign-in does not make a browser known, and a success does not adopt a token sent by the browser', async () => {
    const planted = 'P'.repeat(43)
    const jar: Jar = new Map([['tributary.device', planted]])
    expect((await bench.attempt(jar, { password: 'wrong' })).cookies).toEqual([])
    expect((await bench.attempt(jar)).statusCode).toBe(204)
    await bench.lockOut()
    expect((await bench.attempt(new Map([['tributary.device', planted]]))).statusCode).toBe(429)
    expect((await bench.attempt(jar)).statusCode).toBe(204)
  })

  it('a token is good until the next sign-in of its browser', async () => {
    const copied = await bench.knownBrowser()
    const browser = new Map(copied)
    expect((await bench.attempt(browser)).statusCode).toBe(204)
    await bench.lockOut()
    expect((await bench.attempt(copied)).statusCode).toBe(429)
    expect((await bench.attempt(browser)).statusCode).toBe(204)
  })

  it('two people who share a browser are both known by it', async () => {
    const browser = await bench.knownBrowser()
    for (let times = 0; times < 6; times += 1) await bench.attempt(browser, { email: bench.other })
    await bench.lockOut()
    await bench.lockOut(bench.other)
    expect((await bench.attempt(browser)).statusCode).toBe(204)
    expect((await bench.attempt(browser, { email: bench.other })).statusCode).toBe(204)
  })

  it.each([
    [
      'an administrator or the command line sets a password',
      () => bench.server.accounts.setPassword(bench.ownersId, PASSWORD),
    ],
    ['an administrator sets one by the API', () => bench.changeOwner({ password: PASSWORD })],
    [
      'the user was disabled for a while',
      async () => {
        await bench.changeOwner({ disabled: true })
        await bench.changeOwner({ disabled: false })
      },
    ],
  ])('no browser is known after %s', async (_, signOut) => {
    const browser = await bench.knownBrowser()
    await signOut()
    await bench.lockOut()
    expect((await bench.attempt(browser)).statusCode).toBe(429)
  })

  it('after a change of the password, only the browser that made it is known', async () => {
    const elsewhere = await bench.knownBrowser()
    const jar: Jar = new Map()
    await bench.attempt(jar)
    const changed = await bench.server.inject({
      method: 'POST',
      url: '/api/accounts/password',
      headers: { cookie: cookiesOf(jar) },
      payload: { currentPassword: PASSWORD, newPassword: 'another password' },
    })
    expect(changed.statusCode).toBe(204)
    keepCookies(jar, changed)
    await bench.lockOut()
    expect((await bench.attempt(elsewhere, { password: 'another password' })).statusCode).toBe(429)
    expect((await bench.attempt(jar, { password: 'another password' })).statusCode).toBe(204)
  })

  it('after signing out, the browser is still known', async () => {
    const jar: Jar = new Map()
    await bench.attempt(jar)
    const cookie = cookiesOf(jar)
    await bench.server.inject({ method: 'POST', url: '/api/accounts/sign-out', headers: { cookie } })
    await bench.lockOut()
    expect((await bench.attempt(jar)).statusCode).toBe(204)
  })

  it('ten browsers and ten other clients of a user are known, the newest; a script does not displace a browser', () =>
    bench.withServer({}, async () => {
      const first = await bench.knownBrowser()
      for (let script = 0; script < 12; script += 1) {
        bench.server.clock.now += 1000
        await bench.knownBrowser(bench.owner, {})
      }
      const hash = hashToken(first.get('tributary.device') ?? '')
      const others = (await bench.stored()).filter((row) => row.token_hash !== hash)
      expect(others.map(({ browser }) => browser)).toEqual(Array.from({ length: 10 }, () => false))
      expect(await bench.stored()).toHaveLength(11)
      for (let more = 0; more < 10; more += 1) {
        bench.server.clock.now += 1000
        await bench.knownBrowser()
      }
      expect(await bench.stored()).toHaveLength(20)
      expect((await bench.stored()).map((row) => row.token_hash)).not.toContain(hash)
    }))

  it('a browser is known for 180 days', async () => {
    const browser = await bench.knownBrowser()
    const old = await bench.knownBrowser(bench.other)
    bench.server.clock.now += 179 * DAY
    await bench.lockOut()
    expect((await bench.attempt(browser)).statusCode).toBe(204)
    bench.server.clock.now += 2 * DAY
    await bench.lockOut(bench.other)
    expect((await bench.attempt(old, { email: bench.other })).statusCode).toBe(429)
    await bench.attempt(browser)
    expect((await bench.stored()).map((row) => row.user_id)).toEqual([bench.ownersId])
  })

  it('the cookie cannot be read by a page, planted by another host or sent by another site', async () => {
    const [, plain = ''] = [(await bench.attempt(new Map())).headers['set-cookie']].flat()
    expect(plain).toMatch(
      /^tributary\.device=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; SameSite=Strict$/,
    )
    await bench.withServer({ publicUrl: 'https://data.example.org' }, async () => {
      const [, secure = ''] = [(await bench.attempt(new Map())).headers['set-cookie']].flat()
      expect(secure).toMatch(
        /^__Host-tributary\.device=[\w-]{43}; Max-Age=15552000; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
      )
    })
  })

  it('no token is written to the log', async () => {
    const token = (await bench.knownBrowser()).get('tributary.device') ?? 'missing'
    expect(bench.server.log.join('\n')).not.toContain(token)
  })
})
