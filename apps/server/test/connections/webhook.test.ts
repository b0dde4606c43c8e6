import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Connection, ImportJob } from '@tributary/integration-host'
import {
  apiKey,
  defineIntegration,
  eventStream,
  field,
  fields,
  mediaStream,
  webhook,
} from '@tributary/integration-kit'
import { Type } from 'typebox'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

const SECRET = 'a secret of the webhook'
const DATE = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

/** The key is the account's name; each has two rides and a post. */
const provider = createServer((request, response) => {
  const id = request.headers.authorization ?? ''
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ id }))
})

const rides = eventStream({
  id: 'rides',
  displayName: 'Rides',
  types: { ride: { label: 'Ride' } },
  async *sync() {
    const records = ['r1', 'r2'].map((externalId) => ({
      externalId,
      type: 'ride',
      title: externalId,
      startedAt: `${DATE}T10:00:00Z`,
      date: DATE,
      raw: {},
    }))
    yield { records, cursor: null }
  },
})

const posts = mediaStream({
  id: 'posts',
  displayName: 'Posts',
  async *sync() {
    const post = { externalId: 'p1', type: 'article' as const, title: 'A post', occurredOn: DATE, raw: {} }
    yield { records: [post], cursor: null }
  },
})

interface Told {
  readonly owner: string
  readonly what: 'new' | 'gone' | 'goodbye'
  readonly kind?: 'rides' | 'posts'
  readonly id?: string
}

const caller = (origin: string) =>
  defineIntegration({
    name: 'caller',
    displayName: 'Caller',
    version: '1.0.0',
    description: 'For tests: calls when something happens.',
    config: fields({
      webhookSecret: field.secret({ label: 'Webhook secret', env: 'CALLER_WEBHOOK_SECRET' }),
    }),
    auth: apiKey({ header: 'authorization', howTo: ['Take any.'] }),
    api: { baseUrl: origin },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    schedule: { everyMinutes: 24 * 60 },
    facts: {
      terms: [
        {
          forbids: 'combination',
          sentence: 'Caller forbids to combine its data with other data.',
          source: 'https://caller.example/terms',
          checkedOn: '2026-11-02',
        },
      ],
    },
    webhook: webhook({
      signature: {
        header: 'x-signature',
        algorithm: 'sha256',
        encoding: 'hex',
        prefix: 'sha256=',
        secret: 'webhookSecret',
      },
      handshake: ({ method, query, body }) => {
        if (method === 'GET')
          return query['token'] === 'expected' ? { body: { challenge: query['challenge'] } } : undefined
        const { challenge } = (body ?? {}) as { challenge?: string }
        return challenge === undefined ? undefined : { body: challenge }
      },
      events: ({ body }) =>
        (body as Told[]).map(({ owner, what, kind = 'rides', id = '' }) => {
          if (what === 'goodbye') return { accountId: owner, withdrawn: true as const }
          if (what === 'gone') return { accountId: owner, remove: { stream: kind, externalIds: [id] } }
          return { accountId: owner, sync: { streams: [kind], window: { startDate: DATE, endDate: DATE } } }
        }),
    }),
    streams: [rides, posts],
  })

let server: ConnectedServer
let ada: Person
let bob: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startConnectedServer({
    integrations: [caller(origin)],
    environment: { CALLER_WEBHOOK_SECRET: SECRET },
    worker: true,
  })
  ada = await server.person('ada')
  bob = await server.person('bob')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

const jobs = async (person: Person) => (await person.get('/api/jobs?limit=50')).body.items as ImportJob[]
const allEnd = (person: Person) =>
  expect
    .poll(async () => (await jobs(person)).every(({ status }) => !['queued', 'running'].includes(status)), {
      timeout: 10_000,
    })
    .toBe(true)
const connect = async (person: Person, key: string): Promise<Connection> => {
  const { body } = await person.post('/api/caller/connect', { apiKey: key })
  await allEnd(person)
  return body as Connection
}
const titles = async (person: Person) =>
  [
    ...((await person.get('/api/metrics/events')).body.items as { title: string }[]).map(
      ({ title }) => title,
    ),
    ...((await person.get('/api/library/items')).body.items as { title: string }[]).map(({ title }) => title),
  ].toSorted()

const WEBHOOK = '/api/public/caller/webhook'
const signatureOf = (payload: string, key = SECRET) =>
  `sha256=${createHmac('sha256', key).update(payload).digest('hex')}`
const send = (payload: string, signature = signatureOf(payload)) =>
  server.kernel.app.inject({
    method: 'POST',
    url: WEBHOOK,
    payload,
    headers: { 'content-type': 'application/json', 'x-signature': signature },
  })
const tell = (...told: readonly Told[]) => send(JSON.stringify(told))

describe('a webhook', () => {
  let own: Connection
  beforeEach(async () => {
    own = await connect(ada, 'account-a')
    await connect(bob, 'account-b')
  })

  it('has a URL shown to the administrator, and answers the handshake', async () => {
    const tried = await server.kernel.app.inject({ url: `${WEBHOOK}?token=expected&challenge=c1?c=2` })
    expect(tried.json()).toEqual({ challenge: 'c1?c=2' })
    const wrong = await server.kernel.app.inject({ url: `${WEBHOOK}?token=other&challenge=c1` })
    expect(wrong.json()).toMatchObject({ status: 401, code: 'INTEGRATION_NOT_VERIFIED' })
    expect((await send('{"challenge":"c2"}')).body).toBe('c2')
  })

  it.each([
    ['no list', '{"owner":"account-a"}'],
    ['nothing', ''],
    ['a list of nothing', '[null]'],
    ['too many', JSON.stringify(Array.from({ length: 1_001 }, () => ({ owner: 'account-a', what: 'new' })))],
    [
      'an unknown stream after a known one',
      JSON.stringify([
        { owner: 'account-a', what: 'new' },
        { owner: 'account-a', what: 'new', kind: 'swims' },
      ]),
    ],
  ])('that is verified but unreadable is refused as a client error: %s', async (_, payload) => {
    const before = (await jobs(ada)).length
    expect((await send(payload)).json()).toMatchObject({
      status: 422,
      code: 'INTEGRATION_WEBHOOK_UNREADABLE',
      detail: expect.stringMatching(/^Caller: /),
    })
    expect(await jobs(ada)).toHaveLength(before)
  })

  it.each<readonly [string, string, string | undefined]>([
    ['no signature', '[]', ''],
    ['another body’s', '[]', signatureOf('[ ]')],
    ['one by another key', '[]', signatureOf('[]', 'another key')],
    ['one by an empty key', '[]', signatureOf('[]', '')],
    ['one without its prefix', '[]', signatureOf('[]').slice('sha256='.length)],
    ['a short one', '[]', 'sha256=00'],
    ['none for a handshake', '{"challenge":"c"}', ''],
  ])('refuses %s', async (_what, payload, signature) => {
    const refused = await send(payload, signature)
    expect(refused.json()).toMatchObject({ status: 401, code: 'INTEGRATION_NOT_VERIFIED' })
  })

  it('is verified over the bytes as sent', async () => {
    expect((await send('[ ]\n')).statusCode).toBe(200)
    expect((await send(JSON.stringify([{ owner: 'ä\u2028', what: 'new' }]))).statusCode).toBe(200)
  })

  it('is refused with additional characters after the signature', async () => {
    const payload = JSON.stringify([{ owner: 'account-a', what: 'new' }])
    for (const more of ['zz', ' zz', '=', `,${signatureOf(payload)}`])
      expect((await send(payload, `${signatureOf(payload)}${more}`)).json()).toMatchObject({
        status: 401,
        code: 'INTEGRATION_NOT_VERIFIED',
      })
  })

  it.each([undefined, 'text/plain', 'application/octet-stream'])(
    'accepts a body of the content type %s, as its provider sends it',
    async (type) => {
      const payload = '{"challenge":"c3"}'
      const headers = {
        'x-signature': signatureOf(payload),
        ...(type === undefined ? {} : { 'content-type': type }),
      }
      const { body } = await server.kernel.app.inject({ method: 'POST', url: WEBHOOK, payload, headers })
      expect(body).toBe('c3')
    },
  )

  it('queues syncs only for its account’s connections, of the named streams and dates', async () => {
    const before = (await jobs(bob)).length
    expect(
      (await tell({ owner: 'account-a', what: 'new' }, { owner: 'unknown', what: 'new' })).statusCode,
    ).toBe(200)
    await allEnd(ada)
    const [job] = await jobs(ada)
    expect(job).toMatchObject({
      trigger: 'webhook',
      connectionId: own.id,
      status: 'succeeded',
      window: { from: DATE, to: DATE },
      unchanged: 2,
    })
    expect(await jobs(bob)).toHaveLength(before)
  })

  it('deletes events and media that the provider has deleted', async () => {
    expect(await titles(ada)).toEqual(['A post', 'r1', 'r2'])
    await tell(
      { owner: 'account-a', what: 'gone', id: 'r1' },
      { owner: 'account-a', what: 'gone', kind: 'posts', id: 'p1' },
      { owner: 'account-a', what: 'gone', id: 'never-there' },
    )
    expect(await titles(ada)).toEqual(['r2'])
    expect(await titles(bob)).toEqual(['A post', 'r1', 'r2'])
  })

  it('asks the person to reconnect if the access was withdrawn at the provider', async () => {
    await tell({ owner: 'account-a', what: 'goodbye' })
    expect((await ada.get('/api/caller')).body.connections[0]).toMatchObject({
      status: 'needs_reauth',
      reason: 'The access was withdrawn at Caller. Connect again to continue.',
      reasonCode: 'access_withdrawn',
    })
    const before = (await jobs(ada)).length
    await tell({ owner: 'account-a', what: 'new' })
    expect(await jobs(ada)).toHaveLength(before)
    expect((await bob.get('/api/caller')).body.connections[0]).toMatchObject({ status: 'connected' })
  })
})

describe('terms that forbid to combine data', () => {
  it('exclude it from an export of the whole library, which says so, and not from its own', async () => {
    await connect(ada, 'account-a')
    const seen: string[] = []
    ada.onReply = (text) => seen.push(text)
    expect((await ada.get('/api/library/export')).body).toBe('')
    expect((await ada.get('/api/library/export?integration=caller')).body).toContain('A post')
    ada.onReply = undefined
    expect(seen.map((text) => text.includes('"tributary-left-out":"caller"'))).toEqual([true, false])
  })
})
