import { createHmac } from 'node:crypto'
import type { Plugin } from '@tributary/core'
import { type InstanceNotice, instanceEvents } from '@tributary/integration-host'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import { notificationProvider, paymentProvider } from '@tributary/integration-kit/providers'
import { hasHmacSignature } from '@tributary/integration-kit/signatures'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type InstancesServer, offering, startInstances } from './instances-server.ts'

const SECRET = 'canary-of-the-webhook'
const form = fields({ secret: field.secret({ label: 'Secret' }) })

const received: string[] = []
let fails = false
let isDown = false
let notices: InstanceNotice[] = []
let server: InstancesServer
let id = ''

const pay = paymentProvider({
  instance: form,
  receives: true,
  test: async () => {},
  open: ({ config }) => ({
    create: () => Promise.reject(new Error('not in these tests')),
    async read() {
      if (isDown) throw new IntegrationError('upstream', 'The shop could not be reached.')
      return undefined
    },
    verify: async () => undefined,
    receive({ method, query, headers, rawBody }) {
      if (method === 'GET')
        return query['token'] === config.secret ? { body: query['challenge'] ?? '' } : undefined
      const sent = headers.get('x-signature')
      if (
        !hasHmacSignature({
          sent,
          algorithm: 'sha256',
          encoding: 'hex',
          key: config.secret,
          payload: rawBody,
        })
      )
        return
      received.push(Buffer.from(rawBody).toString('latin1'))
      return { status: 202, events: [{ type: 'payment.changed', paymentId: 'pay-1' }] }
    },
  }),
})
/** It has `receive`, but does not say so. */
const deaf = notificationProvider({
  instance: form,
  test: async () => {},
  open: () => ({ send: async () => {}, receive: () => ({}) }),
})
const listening: Plugin = {
  name: 'listening',
  version: '1.0.0',
  registerServices: (context) =>
    context.contribute(instanceEvents, async (notice) => {
      if (fails) throw new Error('the listener is down')
      notices.push(notice)
    }),
}

beforeAll(async () => {
  server = await startInstances({ plugins: [offering('shop', pay, deaf), listening] })
  id = await server.create({ plugin: 'shop', kind: 'payment', name: 'one', values: { secret: SECRET } })
})
afterAll(() => server.stop())
beforeEach(() => {
  received.length = 0
  notices = []
  fails = false
})

const call = (body: string | Buffer, { instance = id, secret = SECRET, type = 'application/json' } = {}) =>
  server.kernel.app.inject({
    method: 'POST',
    url: `/api/public/plugins/instances/${instance}/webhook`,
    headers: { 'content-type': type, 'x-signature': createHmac('sha256', secret).update(body).digest('hex') },
    payload: body,
  })

test('a signed request is taken to the byte, of any content type, and what it tells is passed on', async () => {
  const body = Buffer.from([0x7b, 0x20, 0xff, 0x00, 0x7d])
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
    expect((await call(body, { type })).statusCode).toBe(202)
  expect(received).toEqual(Array.from({ length: 3 }, () => body.toString('latin1')))
  const event = { type: 'payment.changed', paymentId: 'pay-1' }
  expect(notices[0]).toEqual({ instanceId: id, plugin: 'shop', kind: 'payment', event })
})

test('requests from outside neither keep the circuit of a service that is down closed, nor are refused by it', async () => {
  const read = () =>
    server.providers
      .use({ kind: 'payment', instance: 'one' }, (payments) => payments.read('pay-1'))
      .then(
        () => 'none',
        (error: { readonly code: string }) => error.code,
      )
  isDown = true
  const codes: string[] = []
  for (let n = 0; n < 6; n += 1) {
    codes.push(await read())
    expect((await call('{}')).statusCode).toBe(202)
  }
  isDown = false
  expect(codes).toEqual([...Array<string>(5).fill('upstream'), 'INSTANCES_SUSPENDED'])
})

test('the handshake is answered as text', async () => {
  const url = `/api/public/plugins/instances/${id}/webhook?challenge=42&token=`
  const good = await server.kernel.app.inject(url + SECRET)
  expect({ status: good.statusCode, body: good.body, type: good.headers['content-type'] }).toEqual({
    status: 200,
    body: '42',
    type: expect.stringContaining('text/plain'),
  })
  expect((await server.kernel.app.inject(`${url}other`)).statusCode).toBe(401)
})

test('an unverified request, and one to an instance that is not there, disabled or does not receive, are refused alike', async () => {
  const other = await server.create({
    plugin: 'shop',
    kind: 'notification',
    name: 'two',
    values: { secret: SECRET },
  })
  const disabled = await server.create({
    plugin: 'shop',
    kind: 'payment',
    name: 'three',
    enabled: false,
    values: { secret: SECRET },
  })
  const answers = [
    await call('{}', { secret: 'another' }),
    await call('{}', { instance: other }),
    await call('{}', { instance: disabled }),
    await call('{}', { instance: crypto.randomUUID() }),
  ]
  for (const answer of answers)
    expect(answer.json()).toMatchObject({ status: 401, code: 'INSTANCES_NOT_VERIFIED' })
  const said = answers.map((answer) => `${answer.json().title} ${answer.json().detail}`)
  expect(new Set(said).size).toBe(1)
  expect({ received, notices }).toEqual({ received: [], notices: [] })
})

test('a listener that fails has the service repeat the request', async () => {
  fails = true
  expect((await call('{}')).statusCode).toBe(500)
  fails = false
  expect((await call('{}')).statusCode).toBe(202)
  expect(notices).toHaveLength(1)
})

test('the address is shown to administrators, of an instance that receives alone', async () => {
  const { items } = (await server.ask('GET', '/plugins/instances')).body
  const shown = Object.fromEntries(
    items.map(({ name, webhookPath }: { name: string; webhookPath: unknown }) => [name, webhookPath]),
  )
  expect(shown).toMatchObject({ one: `/api/public/plugins/instances/${id}/webhook`, two: null })
})

test('a body that is too large is refused', async () => {
  expect((await call(Buffer.alloc(300_000))).statusCode).toBe(413)
})
