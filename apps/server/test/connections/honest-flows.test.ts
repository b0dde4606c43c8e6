import { describe, expect, it } from 'vitest'
import { PUBLIC_URL } from './connected-server.ts'
import { ProviderBrowser } from './provider-browser.ts'
import { COOKIE, useTwoHarbors } from './two-harbors.ts'

const harbors = useTwoHarbors()
const { atProvider, onTheWayBack, refuses } = harbors

/** As many as are asked of a release; a tenth shows what a change has broken. */
const FLOWS = Number(process.env['FLOWS'] ?? 100)

describe('the regular flow', () => {
  it('connects the account, and redirects to the requested page', async () => {
    const url = await harbors.ada.begin('one', { returnPath: '/connections?from=one' })
    const parameters = new URL(url).searchParams
    expect(Object.fromEntries(parameters)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC_URL}/api/one/callback`,
      scope: 'plays.read openid offline_access',
    })
    const callback = await atProvider.authorize(url, { name: 'ada' })
    expect(callback.searchParams.get('iss')).toBe(harbors.one.issuer)
    expect(await harbors.ada.comeBack(callback)).toMatchObject({
      status: 303,
      location: '/connections?from=one',
    })
    expect((await harbors.ada.get('/api/one')).body).toMatchObject({
      connected: true,
      enabled: true,
      connections: [{ status: 'connected', accountName: 'ADA', missingScopes: [] }],
      lastJob: { kind: 'sync', status: 'queued' },
    })
    expect(await harbors.server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })

  it(`works for ${FLOWS} concurrent ones in one browser, completed in another order`, {
    timeout: 30_000 + FLOWS * 300,
  }, async () => {
    const begun = await Promise.all(Array.from({ length: FLOWS }, () => harbors.ada.begin('one')))
    const callbacks: URL[] = []
    for (const url of begun) callbacks.push(await atProvider.authorize(url, { name: 'ada' }))
    const replies = await Promise.all(
      callbacks.toReversed().map((callback) => harbors.ada.comeBack(callback)),
    )
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([303]))
    expect(await harbors.server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })
})

describe('a browser that begins its first flows', () => {
  it('concurrently completes each of them, in any order, and keeps one cookie', async () => {
    const newcomer = await harbors.server.person('newcomer')
    const begun = await Promise.all([newcomer.begin('one'), newcomer.begin('two'), newcomer.begin('one')])
    const callbacks: URL[] = []
    for (const url of begun) callbacks.push(await atProvider.authorize(url, { name: 'ada' }))
    for (const callback of callbacks.toReversed())
      expect(await newcomer.comeBack(callback)).toMatchObject({ status: 303 })
    const kept = [...newcomer.cookies.keys()].filter((name) => name.startsWith(COOKIE))
    expect(kept).toEqual([COOKIE])
  })

  it('does not share them with another browser, even of the same user', async () => {
    const newcomer = await harbors.server.person('latecomer')
    const [url] = await Promise.all([newcomer.begin('one'), newcomer.begin('one')])
    const callback = await atProvider.authorize(url, { name: 'ada' })
    const names = [...newcomer.cookies.keys()].filter((name) => name.startsWith(COOKIE))
    for (const name of names) newcomer.cookies.set(name, 'A'.repeat(43))
    expect(await refuses(await newcomer.comeBack(callback), 400, 'CONNECTIONS_FLOW_REFUSED')).toBe(true)
  })
})

describe('another account', () => {
  it('is refused for a named connection, which continues', async () => {
    expect((await harbors.ada.comeBack(await onTheWayBack())).status).toBe(303)
    const [{ id: connection }] = (await harbors.ada.get('/api/one')).body.connections
    const begun = await harbors.ada.begin('one', { connectionId: connection })
    const callback = await new ProviderBrowser().authorize(begun, { name: 'bob' })
    const reply = await harbors.ada.comeBack(callback)
    expect(reply).toMatchObject({ status: 409, body: { code: 'CONNECTIONS_OTHER_ACCOUNT' } })
    expect(reply.body.detail).toMatch(/as BOB, but this connection belongs to ADA/)
    expect((await harbors.ada.get('/api/one')).body.connections).toMatchObject([
      { status: 'connected', accountName: 'ADA' },
    ])
  })

  it('than the person’s cannot be named', async () => {
    expect((await harbors.ada.comeBack(await onTheWayBack())).status).toBe(303)
    const [{ id: connection }] = (await harbors.ada.get('/api/one')).body.connections
    const mallory = await harbors.server.person('mallory-names')
    for (const named of [connection, crypto.randomUUID()])
      expect(await mallory.post('/api/one/connect', { connectionId: named })).toMatchObject({
        status: 404,
        body: { code: 'CONNECTIONS_NOT_FOUND' },
      })
  })

  it('is connected beside the first, also if that one has ended', async () => {
    expect((await harbors.ada.comeBack(await onTheWayBack())).status).toBe(303)
    expect((await harbors.ada.delete('/api/one')).status).toBe(204)
    const callback = await new ProviderBrowser().authorize(await harbors.ada.begin('one'), { name: 'bob' })
    expect((await harbors.ada.comeBack(callback)).status).toBe(303)
    expect((await harbors.ada.get('/api/one')).body.connections).toMatchObject([
      { accountName: 'ADA', status: 'disconnected' },
      { accountName: 'BOB', status: 'connected' },
    ])
  })
})
