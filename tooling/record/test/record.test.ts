import { randomBytes } from 'node:crypto'
import {
  createProviderSimulator,
  type ProviderSimulator,
  type RecordedExchange,
} from '@tributary/provider-simulator'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordingProxy } from '../src/recording-proxy.ts'
import { redactExchanges } from '../src/redact/redact-exchanges.ts'

const API = 'https://api.notes.example'
const TOKEN_URL = `${API}/oauth/token`
const key = randomBytes(32)

const exchange = (body: unknown, url = `${API}/me`): RecordedExchange => ({
  method: 'GET',
  url,
  status: 200,
  headers: { 'content-type': 'application/json' },
  body,
})

describe('a redacted recording', () => {
  const person = {
    id: 'u-8842917',
    display_name: 'Ada Lovelace',
    email: 'ada@real.example',
    city: 'London',
    avatar_url: 'https://cdn.real.example/u-8842917.png',
    access_token: 'ya29.secret-token-of-ada',
    followers: 42,
    created_at: '2026-11-20T08:00:00Z',
  }

  it('has no token, name, address or id of the person, and keeps everything else', () => {
    const { exchanges } = redactExchanges([exchange(person)], { key })
    const text = JSON.stringify(exchanges)
    for (const secret of ['8842917', 'Ada', 'Lovelace', 'real.example', 'London', 'ya29', 'secret-token'])
      expect(text).not.toContain(secret)
    expect(exchanges[0]?.body).toMatchObject({
      followers: 42,
      created_at: '2026-11-20T08:00:00Z',
      email: 'person-1@example.org',
      display_name: 'Name 1',
    })
  })

  it('replaces a value by the same one everywhere: in other answers, in URLs and in texts', () => {
    const { exchanges } = redactExchanges(
      [
        exchange(person),
        exchange(
          { items: [{ owner: 'Ada Lovelace', userId: 'u-8842917', text: 'A note of Ada Lovelace' }] },
          `${API}/users/u-8842917/notes?user_id=u-8842917&access_token=ya29.secret-token-of-ada`,
        ),
      ],
      { key },
    )
    const [me, notes] = exchanges as [RecordedExchange, RecordedExchange]
    const { id, display_name: name } = me.body as { id: string; display_name: string }
    expect(notes.body).toEqual({ items: [{ owner: name, userId: id, text: `A note of ${name}` }] })
    expect(new URL(notes.url).pathname).toBe(`/users/${id}/notes`)
    expect(new URL(notes.url).searchParams.get('user_id')).toBe(id)
    expect(notes.url).not.toContain('ya29')
  })

  it('has no token in the address of the next page, in a member or in a header', () => {
    const next = `${API}/notes?page=2&access_token=ya29.of+ada%2Bagain`
    const [page] = redactExchanges(
      [{ ...exchange({ paging: { next } }), headers: { link: `<${next}>; rel="next"` } }],
      { key },
    ).exchanges
    expect(JSON.stringify(page)).not.toMatch(/ya29|of\+ada|again/)
    const address = /^<(.*)>; rel="next"$/.exec(page?.headers['link'] ?? '')?.[1] ?? ''
    expect(page?.body).toEqual({ paging: { next: address } })
    expect(new URL(address).searchParams.get('page')).toBe('2')
  })

  it('has no ids or addresses as names of members either', () => {
    const { exchanges } = redactExchanges(
      [exchange({ id: 'u-8842917', byUser: { 'u-8842917': 1, 'ada@real.example': 2, plain: 3 } })],
      { key },
    )
    expect(JSON.stringify(exchanges)).not.toMatch(/8842917|real\.example/)
    expect(JSON.stringify(exchanges)).toContain('"plain":3')
  })

  it('brings no value back by signs that mean the match in a replacement', () => {
    const secret = 'abc$&xyz'
    const { exchanges } = redactExchanges([exchange({ token: secret, text: `It is ${secret}.` })], { key })
    expect(JSON.stringify(exchanges)).not.toMatch(/abc|xyz/)
  })

  it('keeps the form of an id, so that the same schema takes it', () => {
    const ids = {
      id: 7_300_000_123,
      uuid: '0b9f3c1e-8a51-4c55-9d5e-0a1b2c3d4e5f',
      track_id: '4uLU6hMCjMI75M1A2tKUQC',
    }
    const { exchanges } = redactExchanges([exchange(ids)], { key })
    const body = exchanges[0]?.body as typeof ids
    expect(body.id).toBeTypeOf('number')
    expect(String(body.id)).toHaveLength(10)
    expect(body.uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(body.track_id).toMatch(/^[A-Za-z0-9]{22}$/)
    expect(Object.values(body)).not.toEqual(expect.arrayContaining(Object.values(ids)))
  })

  it('keeps the members that its author names', () => {
    const artist = { name: 'The Simulators', id: 'a1b2c3d4' }
    const { exchanges } = redactExchanges([exchange(artist)], { key, keep: ['name'] })
    expect(exchanges[0]?.body).toMatchObject({ name: 'The Simulators' })
  })

  it('cannot be reversed by trying: another key gives another value', () => {
    const [one, other] = [key, randomBytes(32)].map(
      (each) => redactExchanges([exchange({ id: 'u-8842917' })], { key: each }).exchanges[0]?.body,
    )
    expect(one).not.toEqual(other)
  })
})

describe('recording and replaying', () => {
  let real: ProviderSimulator
  let proxy: RecordingProxy
  beforeEach(async () => {
    real = await createProviderSimulator({
      name: 'Notes',
      profile: {
        authorizationUrl: `${API}/oauth/authorize`,
        tokenUrl: TOKEN_URL,
        scopes: [],
        clientAuthentication: ['body'],
        pkce: 'ignored',
        rotation: 'same',
        accessTokenSeconds: 3600,
      },
      accounts: [{ id: 'u-8842917', name: 'Ada Lovelace' }],
      routes: [
        { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id, name: account.name } }) },
        {
          url: `${API}/notes`,
          handle: ({ query }) => ({
            headers: { 'x-ratelimit-remaining': '9', 'set-cookie': 'a=b' },
            body: { day: query.get('day') },
          }),
        },
      ],
    })
    proxy = await RecordingProxy.start({
      origins: [API],
      except: [TOKEN_URL],
      // The real provider is a simulated one.
      fetch: (url, init) => real.fetch(new URL(url instanceof Request ? url.url : url), init),
    })
  })
  afterEach(async () => {
    await proxy.stop()
    await real.stop()
  })

  const ask = (path: string, init: RequestInit = {}) => {
    const { accessToken } = real.controls.grant()
    const headers = { authorization: `Bearer ${accessToken}` }
    return fetch(`${proxy.endpoints[API]}${path}`, { ...init, headers })
  }

  it('passes answers on, and keeps them without the credentials of requests', async () => {
    expect(await (await ask('/me')).json()).toEqual({ id: 'u-8842917', name: 'Ada Lovelace' })
    await ask('/notes?day=1')
    expect(proxy.exchanges.map(({ method, url, status }) => `${method} ${url} ${status}`)).toEqual([
      `GET ${API}/me 200`,
      `GET ${API}/notes?day=1 200`,
    ])
    expect(JSON.stringify(proxy.exchanges)).not.toMatch(/Bearer|authorization|set-cookie/i)
    expect(proxy.exchanges[1]?.headers).toMatchObject({ 'x-ratelimit-remaining': '9' })
  })

  it('never keeps an exchange of tokens, and passes on no other host', async () => {
    await ask('/oauth/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token' }) })
    expect(proxy.exchanges).toEqual([])
    expect((await fetch(`${proxy.url}/other.example/me`)).status).toBe(404)
  })

  it('is replayed by the simulator: the same query by its answer, others in their order', async () => {
    for (const path of ['/me', '/notes?day=1', '/notes?day=2']) await ask(path)
    const { exchanges } = redactExchanges(proxy.exchanges, { key })
    real.controls.replay(exchanges)
    const { accessToken } = real.controls.grant()
    const replayed = async (path: string, token = accessToken) => {
      const answer = await real.fetch(new URL(API + path), { headers: { authorization: `Bearer ${token}` } })
      return answer.status === 200 ? answer.json() : answer.status
    }
    expect(await replayed('/me')).toMatchObject({ name: 'Name 1' })
    expect(await replayed('/notes?day=2')).toEqual({ day: '2' })
    expect(await replayed('/notes?day=8')).toEqual({ day: '1' })
    expect(await replayed('/notes?day=9')).toEqual({ day: '2' })
    expect(await replayed('/me', 'a-wrong-token')).toBe(401)
    real.controls.replay([])
    expect(await replayed('/me')).toMatchObject({ name: 'Ada Lovelace' })
  })
})
