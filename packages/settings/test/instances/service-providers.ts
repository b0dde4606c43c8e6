import { createHmac } from 'node:crypto'
import { field, fields, IntegrationError } from '@tributary/integration-kit'
import type { Provider, ProviderApi, ProviderKind } from '@tributary/integration-kit/host'
import {
  analyticsProvider,
  authenticationProvider,
  type GuardedFetch,
  notificationProvider,
  paymentProvider,
  searchProvider,
  storageProvider,
  workflowProvider,
} from '@tributary/integration-kit/providers'
import { type TSchema, Type } from 'typebox'

const Anything = Type.Unknown()
const Account = Type.Object({ id: Type.String() })
const Ids = Type.Object({ ids: Type.Array(Type.String()) })
const Identity = Type.Object({ sub: Type.String(), name: Type.String() })

/** What happens to opened implementations. */
export interface Events {
  readonly opened: string[]
  readonly closed: string[]
}

const access = () => ({
  address: field.url({ label: 'Address' }),
  token: field.secret({ label: 'Token', minLength: 8 }),
})
const short = fields(access())
type Short = typeof short

const api: ProviderApi<Short> = {
  baseUrl: ({ config }) => config.address,
  headers: ({ config }) => ({ authorization: `Bearer ${config.token}` }),
}

/** Every kind of field. */
const chatForm = fields({
  ...access(),
  room: field.text({ label: 'Room', pattern: '^#[a-z]+$', placeholder: '#operators', group: 'Where' }),
  footer: field.textarea({ label: 'Footer', required: false }),
  retries: field.integer({ label: 'Retries', default: 2, minimum: 0 }),
  volume: field.number({ label: 'Volume', required: false, maximum: 1 }),
  silent: field.boolean({ label: 'Silent', default: false }),
  mode: field.select({ label: 'Mode', choices: ['plain', 'signed'], default: 'plain' }),
  signingKey: field.secret({ label: 'Signing key', visibleWhen: { field: 'mode', is: 'signed' } }),
  topics: field.multiSelect({ label: 'Topics', choices: ['jobs', 'health'], required: false }),
  owner: field.email({ label: 'Owner', required: false }),
  phone: field.phone({ label: 'Phone', required: false }),
  extra: field.json({ label: 'Extra', required: false }),
  mentions: field.array({ label: 'Mentions', items: Type.String(), required: false }),
})

export function chatProvider(events: Events = { opened: [], closed: [] }): Provider<'notification'> {
  return notificationProvider({
    instance: chatForm,
    api: {
      baseUrl: ({ config }) => config.address,
      headers: ({ config }) => ({ authorization: `Bearer ${config.token}` }),
    },
    async test({ http, config, step }) {
      await step('Signed in', () => http.get('/me', { schema: Account }))
      await step(`Sent a test message to ${config.room}`, () =>
        http.post('/messages', { schema: Anything, json: { room: config.room, text: 'test' } }),
      )
    },
    health: async ({ http }) => {
      await http.get('/me', { schema: Account })
      return { tried: 'Signed in' }
    },
    open({ http, config }) {
      events.opened.push(config.room)
      return {
        async send({ title, text }) {
          const json = { room: config.room, text: `${title}: ${text}` }
          await http.post('/messages', { schema: Anything, json })
        },
        close: () => void events.closed.push(config.room),
      }
    },
  })
}

/** Of each kind but notifications, which `chatProvider` has. */
export const otherProviders: readonly Provider[] = [
  storageProvider({
    instance: short,
    test: async ({ fetch, config, step }) => {
      await step('Listed the objects', () => objects(fetch, config).send('GET', ''))
    },
    health: async ({ fetch, config }) => {
      await objects(fetch, config).send('GET', '')
    },
    open: ({ fetch, config }) => {
      const { send } = objects(fetch, config)
      return {
        async write(key, contents) {
          await send('PUT', key, contents)
        },
        async read(key) {
          const { status, body } = await send('GET', key)
          return status === 404 || body === null ? undefined : body
        },
        async delete(key) {
          await send('DELETE', key)
        },
        async *list(prefix = '') {
          yield { key: `${prefix}a`, bytes: 1 }
        },
      }
    },
  }),
  searchProvider({
    instance: short,
    api,
    ...asks('/me'),
    open: ({ http }) => ({
      index: async (personId, documents) =>
        void (await http.post('/index', { schema: Anything, json: { personId, documents } })),
      remove: async (personId, ids) =>
        void (await http.post('/remove', { schema: Anything, json: { personId, ids } })),
      removeAll: async (personId) =>
        void (await http.post('/remove', { schema: Anything, json: { personId } })),
      async query(json) {
        const { ids } = await http.post('/query', { schema: Ids, json })
        return { ids, estimatedTotal: ids.length }
      },
    }),
  }),
  authenticationProvider({
    instance: short,
    api,
    ...asks('/me'),
    open: ({ http, config }) => ({
      begin: async ({ state, redirectUri }) => ({
        url: `${config.address}/authorize?state=${state}&redirect_uri=${encodeURIComponent(redirectUri)}`,
        kept: { nonce: 'n' },
      }),
      async complete({ query, kept, state }) {
        if (query['state'] !== state) throw new IntegrationError('auth_expired', 'The sign-in is not valid.')
        const json = { code: query['code'], nonce: kept['nonce'] }
        const { sub, name } = await http.post('/token', { schema: Identity, json })
        return { issuer: config.address, subject: sub, name }
      },
    }),
  }),
  analyticsProvider({
    instance: short,
    api,
    ...asks('/me'),
    open: ({ http }) => ({
      write: async (points) => void (await http.post('/write', { schema: Anything, json: points })),
    }),
  }),
  workflowProvider({
    instance: short,
    api,
    ...asks('/me'),
    open: ({ http }) => ({
      emit: async (event) => void (await http.post('/hook', { schema: Anything, json: event })),
    }),
  }),
  paymentProvider({
    instance: short,
    api,
    ...asks('/me'),
    open: ({ http, config }) => ({
      async create({ amount, reference }) {
        const { id } = await http.post('/payments', { schema: Account, json: { amount, reference } })
        return { id, status: 'open', amount, payUrl: `${config.address}/pay/${id}` }
      },
      read: async () => undefined,
      async verify({ headers, rawBody }) {
        const signature = createHmac('sha256', config.token).update(rawBody).digest('hex')
        return headers.get('x-signature') === signature ? { paymentId: 'pay-1' } : undefined
      },
    }),
  }),
]

function asks(path: string) {
  const ask = async ({
    http,
  }: {
    http: { get(path: string, content: { schema: TSchema }): Promise<unknown> }
  }) => {
    await http.get(path, { schema: Anything })
    return { tried: `Read ${path}` }
  }
  return { test: ask, health: ask }
}

function objects(fetch: GuardedFetch, { address, token }: { address: string; token: string }) {
  return {
    async send(method: string, key: string, body?: ReadableStream<Uint8Array>) {
      const headers = { authorization: `Bearer ${token}` }
      const url = new URL(`objects/${key}`, `${address}/`)
      const answer = await fetch(url, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(method === 'GET' ? { redirect: 'follow' as const } : {}),
      })
      if (answer.ok || answer.status === 404) return answer
      throw new IntegrationError('upstream', `${url.host} answered ${answer.status}: ${await answer.text()}`)
    },
  }
}

/** The least values of a kind. */
export function valuesOf(kind: ProviderKind, address: string, token: string): Record<string, unknown> {
  return { address, token, ...(kind === 'notification' ? { room: '#operators' } : {}) }
}
