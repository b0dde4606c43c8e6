import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serviceKey } from '@tributary/core'
import type { Connection } from '@tributary/integration-host'
import { apiKey, defineIntegration, mediaStream, ownRoute } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

/** The key is the account's name; a search for `wait` is limited. */
const provider = createServer((request, response) => {
  const id = request.headers.authorization ?? ''
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://provider')
  response.setHeader('content-type', 'application/json')
  if (pathname === '/me') return void response.end(JSON.stringify({ id }))
  if (searchParams.get('q') === 'wait') return void response.writeHead(429, { 'retry-after': '7' }).end('{}')
  response.end(JSON.stringify({ titles: [`${id}: ${searchParams.get('q')}`] }))
})

const Titles = Type.Object({ titles: Type.Array(Type.String()) })

interface Catalog {
  find(userId: string, connectionId: string, text: string): Promise<readonly string[] | undefined>
}

const idle = mediaStream({ id: 'idle', displayName: 'Idle', async *sync() {} })

const atlas = (origin: string) =>
  defineIntegration({
    name: 'atlas',
    displayName: 'Atlas',
    version: '1.0.0',
    description: 'For tests: has routes and a service of its own.',
    auth: apiKey({ header: 'authorization', howTo: ['Take any.'] }),
    api: { baseUrl: origin },
    identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
    schedule: { everyMinutes: 24 * 60 },
    streams: [idle],
    extend: {
      routes: [
        ownRoute({
          method: 'GET',
          path: '/search',
          summary: 'Search the atlas',
          query: Type.Object({ text: Type.String({ minLength: 2 }) }),
          response: Titles,
          handle: async ({ http, query }) =>
            http.get('/search', { schema: Titles, query: { q: query.text } }),
        }),
        ownRoute({
          method: 'POST',
          path: '/names/count',
          summary: 'Count names',
          body: Type.Object({ names: Type.Array(Type.String()) }),
          response: Type.Object({ count: Type.Integer(), by: Type.String() }),
          handle: async ({ body, account }) => ({ count: body.names.length, by: account?.id ?? '' }),
        }),
      ],
      services: {
        catalog: ({ open }): Catalog => ({
          async find(userId, connectionId, text) {
            const opened = await open({ userId, connectionId, signal: AbortSignal.timeout(5_000) })
            return (await opened?.http.get('/search', { schema: Titles, query: { q: text } }))?.titles
          },
        }),
      },
    },
  })

let server: ConnectedServer
let ada: Person
let bob: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const { port } = provider.address() as AddressInfo
  server = await startConnectedServer({ integrations: [atlas(`http://127.0.0.1:${port}`)] })
  ada = await server.person('ada')
  bob = await server.person('bob')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

afterEach(async () => {
  for (const { id } of (await ada.get('/api/atlas')).body.connections as Connection[])
    await ada.delete(`/api/atlas/connections/${id}?data=delete`)
})

const connect = async (apiKey_: string) =>
  (await ada.post('/api/atlas/connect', { apiKey: apiKey_ })).body as Connection

test('a route of an integration calls the provider with the account of the calling person', async () => {
  expect((await ada.get('/api/atlas/search?text=alps')).body).toMatchObject({
    status: 409,
    code: 'INTEGRATION_NOT_CONNECTED',
    detail: 'Connect your Atlas account first: POST /api/atlas/connect.',
  })
  await connect('home')
  expect((await ada.get('/api/atlas/search?text=alps')).body).toEqual({ titles: ['home: alps'] })
  expect((await ada.post('/api/atlas/names/count', { names: ['a', 'b'] })).body).toEqual({
    count: 2,
    by: 'home',
  })
  expect((await bob.get('/api/atlas/search?text=alps')).body).toMatchObject({
    code: 'INTEGRATION_NOT_CONNECTED',
  })
})

test('of several accounts the request names one, and another person’s is not found', async () => {
  const [, work] = [await connect('home'), await connect('work')]
  expect((await ada.get('/api/atlas/search?text=alps')).body).toMatchObject({
    status: 409,
    code: 'INTEGRATION_SEVERAL_CONNECTIONS',
  })
  const path = `/api/atlas/search?text=alps&connectionId=${work.id}`
  expect((await ada.get(path)).body).toEqual({ titles: ['work: alps'] })
  expect((await bob.get(path)).body).toMatchObject({ status: 404, code: 'INTEGRATION_NO_CONNECTION' })
})

test('a request is validated by its schemas, and a refusal of the provider is reported as such', async () => {
  await connect('home')
  expect((await ada.get('/api/atlas/search?text=a')).body).toMatchObject({ code: 'KERNEL_VALIDATION' })
  expect((await ada.get('/api/atlas/search')).body).toMatchObject({ code: 'KERNEL_VALIDATION' })
  const refused = await ada.get('/api/atlas/search?text=wait')
  expect(refused.body).toMatchObject({ status: 502, code: 'INTEGRATION_PROVIDER_REFUSED' })
  expect((await server.kernel.app.inject({ url: '/api/atlas/search?text=alps' })).statusCode).toBe(401)
})

test('a paused connection is not used to call the provider', async () => {
  const { id } = await connect('home')
  const path = '/api/atlas/search?text=alps'
  await ada.patch('/api/atlas', { paused: true })
  expect((await ada.get(path)).body).toMatchObject({
    status: 409,
    code: 'INTEGRATION_NOT_CONNECTED',
    detail: expect.stringContaining('Resume it first'),
  })
  await ada.patch('/api/atlas', { paused: false })
  await sql`update user_integrations set wait_until = now() + interval '1 hour' where id = ${id}`.execute(
    server.db,
  )
  expect((await ada.get(path)).body).toMatchObject({
    status: 502,
    detail: 'Atlas refuses requests for now.',
  })
  await sql`update user_integrations set wait_until = null where id = ${id}`.execute(server.db)
  await sql`update integration_sources set enabled = false where name = 'atlas'`.execute(server.db)
  expect((await ada.get(path)).body).toMatchObject({
    status: 502,
    detail: 'An administrator has disabled this integration.',
  })
  await sql`update integration_sources set enabled = true where name = 'atlas'`.execute(server.db)
  expect((await ada.get(path)).body).toEqual({ titles: ['home: alps'] })
})

test('a service of an integration is available to other plugins, by the names of the integration and the service', async () => {
  const { id } = await connect('home')
  const { rows } = await sql<{ id: string }>`select id from users where email = ${ada.email}`.execute(
    server.db,
  )
  const userId = rows[0]?.id ?? ''
  const catalog = server.kernel.getService(serviceKey<Catalog>('atlasCatalog'))
  expect(await catalog.find(userId, id, 'alps')).toEqual(['home: alps'])
  expect(await catalog.find('another user', id, 'alps')).toBeUndefined()
})
