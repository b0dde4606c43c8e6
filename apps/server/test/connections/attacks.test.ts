import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { PUBLIC_URL } from './connected-server.ts'
import { ProviderBrowser } from './provider-browser.ts'
import { COOKIE, useTwoHarbors } from './two-harbors.ts'

const harbors = useTwoHarbors()
const { onTheWayBack, refuses } = harbors

// A browser's first flows have a cookie each; after one has ended there is the one cookie that is changed here.
beforeAll(async () => {
  expect(await harbors.ada.comeBack(await onTheWayBack())).toMatchObject({ status: 303 })
})

const changed = (url: URL, change: (parameters: URLSearchParams) => void): URL => {
  const copy = new URL(url)
  change(copy.searchParams)
  return copy
}

describe('the callback is refused', () => {
  it('without the cookie of the browser that began the flow', async () => {
    const callback = await onTheWayBack()
    const cookie = harbors.ada.cookies.get(COOKIE) ?? ''
    for (const value of [undefined, '', 'short', 'A'.repeat(43), cookie.slice(0, -1), `${cookie}A`]) {
      harbors.ada.cookies.delete(COOKIE)
      if (value !== undefined) harbors.ada.cookies.set(COOKIE, value)
      expect(await refuses(await harbors.ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    }
    harbors.ada.cookies.set(COOKIE, cookie)
    expect(await harbors.ada.comeBack(callback)).toMatchObject({ status: 303 })
  })

  it('for another user, with and without the cookie: an account cannot be attached to another user', async () => {
    const callback = await onTheWayBack()
    expect(await refuses(await harbors.eve.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    const own = harbors.eve.cookies.get(COOKIE)
    harbors.eve.cookies.set(COOKIE, harbors.ada.cookies.get(COOKIE) ?? '')
    expect(await refuses(await harbors.eve.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    if (own === undefined) harbors.eve.cookies.delete(COOKIE)
    else harbors.eve.cookies.set(COOKIE, own)
  })

  it('with a cookie that an attacker planted before: the flow is still the attacker’s', async () => {
    const callback = await onTheWayBack(harbors.eve, 'one', 'eve')
    const own = harbors.ada.cookies.get(COOKIE) ?? ''
    harbors.ada.cookies.set(COOKIE, harbors.eve.cookies.get(COOKIE) ?? '')
    expect(await refuses(await harbors.ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    harbors.ada.cookies.set(COOKIE, own)
  })

  it('without a user', async () => {
    const callback = await onTheWayBack()
    const session = [...harbors.ada.cookies].find(([name]) => name.includes('session'))
    if (session === undefined) throw new Error('no session')
    harbors.ada.cookies.delete(session[0])
    expect((await harbors.ada.comeBack(callback)).status).toBe(401)
    harbors.ada.cookies.set(...session)
    const refused = await refuses(
      await harbors.server.kernel.app
        .inject(`${callback.pathname}${callback.search}`)
        .then((response) => ({ status: response.statusCode, location: undefined, body: response.json() })),
      401,
    )
    expect(refused).toBe(true)
  })

  it('at another provider, in both directions', async () => {
    const callback = await onTheWayBack()
    const elsewhere = new URL(`${PUBLIC_URL}/api/two/callback${callback.search}`)
    expect(await refuses(await harbors.ada.comeBack(elsewhere), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
    const other = await onTheWayBack(harbors.ada, 'two')
    expect(
      await refuses(
        await harbors.ada.comeBack(new URL(`${PUBLIC_URL}/api/one/callback${other.search}`)),
        400,
      ),
    ).toBe(true)
  })

  it('the second time, and the connection of the first time is kept', async () => {
    const callback = await onTheWayBack()
    expect((await harbors.ada.comeBack(callback)).status).toBe(303)
    const before = await harbors.server.countStored()
    for (let again = 0; again < 3; again += 1)
      expect(await harbors.ada.comeBack(callback)).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_FLOW_REFUSED' },
      })
    expect(await harbors.server.countStored()).toEqual(before)
  })

  it('all but once for twenty concurrent callbacks', async () => {
    const callback = await onTheWayBack()
    const replies = await Promise.all(Array.from({ length: 20 }, () => harbors.ada.comeBack(callback)))
    expect(replies.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(replies.filter(({ status }) => status === 400)).toHaveLength(19)
  })

  it('after ten minutes', async () => {
    const callback = await onTheWayBack()
    await sql`update oauth_flows set expires_at = now() - interval '1 second'`.execute(harbors.server.db)
    expect(await refuses(await harbors.ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  const state = (url: URL) => url.searchParams.get('state') ?? ''
  it.each([
    { name: 'no state', change: (p: URLSearchParams) => p.delete('state') },
    { name: 'an empty state', change: (p: URLSearchParams) => p.set('state', '') },
    {
      name: 'half a state',
      change: (p: URLSearchParams) => p.set('state', (p.get('state') ?? '').slice(0, 20)),
    },
    { name: 'a longer state', change: (p: URLSearchParams) => p.set('state', `${p.get('state')}A`) },
    { name: 'two states', change: (p: URLSearchParams) => p.append('state', p.get('state') ?? '') },
    { name: 'the state and another', change: (p: URLSearchParams) => p.append('state', 'A'.repeat(43)) },
    {
      name: 'a state of another case',
      change: (p: URLSearchParams) => p.set('state', swapCase(p.get('state') ?? '')),
    },
    { name: 'a made-up state', change: (p: URLSearchParams) => p.set('state', 'A'.repeat(43)) },
    { name: 'a state with SQL in it', change: (p: URLSearchParams) => p.set('state', `' or '1'='1`) },
    { name: 'another issuer', change: (p: URLSearchParams) => p.set('iss', harbors.two.issuer) },
    { name: 'two issuers', change: (p: URLSearchParams) => p.append('iss', harbors.two.issuer) },
    { name: 'no code', change: (p: URLSearchParams) => p.delete('code') },
    { name: 'an empty code', change: (p: URLSearchParams) => p.set('code', '') },
    { name: 'two codes', change: (p: URLSearchParams) => p.append('code', 'another') },
    {
      name: 'a token in place of a code',
      change: (p: URLSearchParams) => (p.delete('code'), p.set('access_token', 'a')),
    },
  ])('with $name', async ({ change }) => {
    const callback = changed(await onTheWayBack(), change)
    const reply = await harbors.ada.comeBack(callback)
    expect(reply.status).toBe(400)
    expect(await refuses(reply, 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  it('with any character of the state changed', async () => {
    const callback = await onTheWayBack()
    const text = state(callback)
    for (let index = 0; index < text.length; index += 1) {
      const other = `${text.slice(0, index)}${text[index] === 'A' ? 'B' : 'A'}${text.slice(index + 1)}`
      expect(
        await refuses(await harbors.ada.comeBack(changed(callback, (p) => p.set('state', other))), 400),
      ).toBe(true)
    }
    expect((await harbors.ada.comeBack(callback)).status).toBe(303)
  })

  it('with a code of another flow, by PKCE', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack(harbors.eve, 'one', 'eve')]
    const injected = changed(first, (p) => p.set('code', second.searchParams.get('code') ?? ''))
    expect(await refuses(await harbors.ada.comeBack(injected), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(
      true,
    )
  })

  it('with a code of an earlier flow of the same browser', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack()]
    const mixed = changed(second, (p) => p.set('code', first.searchParams.get('code') ?? ''))
    expect(await refuses(await harbors.ada.comeBack(mixed), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
  })

  it('with a code from another provider', async () => {
    const [first, second] = [await onTheWayBack(), await onTheWayBack(harbors.ada, 'two')]
    const mixed = changed(first, (p) => p.set('code', second.searchParams.get('code') ?? ''))
    expect(await refuses(await harbors.ada.comeBack(mixed), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
  })

  it('with an invented code, which ends the flow', async () => {
    const callback = await onTheWayBack()
    const madeUp = changed(callback, (p) => p.set('code', 'made-up'))
    expect(await refuses(await harbors.ada.comeBack(madeUp), 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
    expect(await refuses(await harbors.ada.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })

  it('if the client is refused: the administrator gets every possible reason', async () => {
    const reply = await harbors.ada.comeBack(await onTheWayBack(harbors.ada, 'wrong'))
    expect(await refuses(reply, 409, 'CONNECTIONS_PROVIDER_REFUSED')).toBe(true)
    expect(reply.body).toMatchObject({
      detail: expect.stringMatching(
        /check its id, its secret .* percent-encoded .* basicCredentials: "raw"\.$/,
      ),
    })
  })

  it('if the person has denied consent', async () => {
    const callback = await new ProviderBrowser().authorize(await harbors.ada.begin('one'), {
      name: 'ada',
      denies: true,
    })
    expect(callback.searchParams.get('error')).toBe('access_denied')
    expect(await refuses(await harbors.ada.comeBack(callback), 403, 'CONNECTIONS_DENIED')).toBe(true)
  })

  it('with both an error and a code', async () => {
    const callback = changed(await onTheWayBack(), (p) => p.set('error', 'access_denied'))
    expect(await refuses(await harbors.ada.comeBack(callback), 403, 'CONNECTIONS_DENIED')).toBe(true)
  })

  it('after the user was deleted or disabled', async () => {
    const mallory = await harbors.server.person('mallory')
    const callback = await onTheWayBack(mallory, 'one', 'mallory')
    await sql`update users set disabled_at = now() where email = 'mallory@example.org'`.execute(
      harbors.server.db,
    )
    const refusals = new Set([401, 403])
    // A principal may be remembered for a moment; a user without a row is refused by the database all the same.
    await sql`delete from users where email = 'mallory@example.org'`.execute(harbors.server.db)
    const reply = await mallory.comeBack(callback)
    expect(refusals.has(reply.status) || reply.status === 400).toBe(true)
    expect(await harbors.server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })
})

describe('the stored flow', () => {
  it('does not let a reader complete it: no state, no cookie, no verifier', async () => {
    const url = await harbors.ada.begin('one')
    const { rows } = await sql`select * from oauth_flows`.execute(harbors.server.db)
    const stored = JSON.stringify(rows)
    expect(rows).toHaveLength(1)
    for (const secret of [
      new URL(url).searchParams.get('state') ?? 'none',
      harbors.ada.cookies.get(COOKIE) ?? 'none',
    ])
      expect(stored).not.toContain(secret)
  })

  it('does not redirect to another server', async () => {
    for (const returnPath of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ])
      expect(await harbors.ada.post('/api/one/connect', { returnPath })).toMatchObject({
        status: 400,
        body: { code: 'CONNECTIONS_BAD_RETURN_PATH' },
      })
  })
})

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  )
}
