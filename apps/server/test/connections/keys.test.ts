import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ConnectionAccess, connectionAccess } from '@tributary/connections'
import { database } from '@tributary/database'
import type { ImportJob } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'
import { tide } from './tide.ts'

const KEYS = new Set(['Bearer right', 'Bearer newer'])
let isDown = false
/** Requests that the provider leaves waiting, up to so many. */
let held: ServerResponse[] = []
let holds = 0
/** Knows two keys of one account, and has nothing to tell about it. */
const provider = createServer((request, response) => {
  if (isDown) return void response.writeHead(503).end()
  if (!KEYS.has(request.headers.authorization ?? '')) return void response.writeHead(401).end('{}')
  response.setHeader('content-type', 'application/json')
  if (request.url === '/v1/me') return void response.end('{"id":"ada"}')
  if (held.length < holds) held.push(response)
  else response.end('{"items":[]}')
})
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startConnectedServer({ integrations: [tide(origin)], worker: true })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

beforeEach(async () => {
  isDown = false
  held = []
  holds = 0
  await ada.delete('/api/tide?data=delete')
  await sql`delete from user_integrations`.execute(server.db)
})

const connect = (apiKey: string) => ada.post('/api/tide/connect', { apiKey })
const connection = async () => (await ada.get('/api/tide')).body.connections[0]
const jobs = async () => (await ada.get('/api/jobs?limit=50')).body.items as ImportJob[]
const allEnded = async () => (await jobs()).every(({ status }) => !['queued', 'running'].includes(status))

describe('a key', () => {
  it('refused by the provider is not stored', async () => {
    const reply = await connect('wrong')
    expect(reply).toMatchObject({ status: 400, body: { code: 'CONNECTIONS_KEY_REFUSED' } })
    expect(reply.body.detail).toMatch(/Tide rejected these credentials/)
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })

  it('that cannot be checked at the provider is not stored', async () => {
    isDown = true
    expect(await connect('right')).toMatchObject({
      status: 503,
      body: { code: 'CONNECTIONS_PROVIDER_UNAVAILABLE' },
    })
    expect(await server.countStored()).toEqual({ connections: 0, secrets: 0 })
  })

  it('accepted by the provider is stored, without surrounding spaces', async () => {
    expect(await connect(' right ')).toMatchObject({ status: 201, body: { status: 'connected' } })
    expect(await server.countStored()).toEqual({ connections: 1, secrets: 1 })
  })
})

describe('a run that began before the person reconnected', () => {
  const asked = (times: number) => expect.poll(() => held.length, { timeout: 10_000 }).toBe(times)
  const status = async (id: string | undefined) => (await jobs()).find((job) => job.id === id)?.status

  /** Connects, and again while the first run waits for the provider, which then answers it so. */
  async function beginAndConnectAgain(answer: number): Promise<string | undefined> {
    await connect('right')
    await asked(1)
    const running = (await jobs()).find((job) => job.status === 'running')
    await connect('newer')
    held[0]?.writeHead(answer).end('{}')
    return running?.id
  }

  it('continues with the new key if the old one is refused', async () => {
    holds = 1
    const id = await beginAndConnectAgain(401)
    await expect.poll(allEnded, { timeout: 10_000 }).toBe(true)
    expect(await status(id)).toBe('succeeded')
    expect(await connection()).toMatchObject({ status: 'connected', reason: null, lastError: null })
  })

  it('does not affect the new key if the old one lacked permission', async () => {
    holds = 2
    const id = await beginAndConnectAgain(403)
    // The next run, with the new key.
    await asked(2)
    expect(await status(id)).toBe('failed')
    expect(await connection()).toMatchObject({ status: 'connected', reason: null, lastError: null })
    held[1]?.end('{"items":[]}')
    await expect.poll(allEnded, { timeout: 10_000 }).toBe(true)
  })

  it.each(['auth_expired', 'permission_denied'])('does not change the connection with %s', async (code) => {
    await connect('right')
    await expect.poll(allEnded, { timeout: 10_000 }).toBe(true)
    const access = server.kernel.getService(connectionAccess)
    const { rows } = await sql<{ id: string }>`select id from user_integrations`.execute(server.db)
    const open = () => access.open(rows[0]?.id ?? '')
    const before = await open()
    await connect('newer')
    await recordRun(access, before, code)
    expect(await connection()).toMatchObject({ status: 'connected', reason: null, lastError: null })
    // The same about what holds now counts.
    await recordRun(access, await open(), code)
    expect((await connection()).status).toBe(code === 'auth_expired' ? 'needs_reauth' : 'needs_permission')
  })
})

async function recordRun(
  access: ConnectionAccess,
  connection: Awaited<ReturnType<ConnectionAccess['open']>>,
  code: string,
): Promise<void> {
  if (connection === undefined) throw new Error('it does not open')
  await server.kernel
    .getService(database)
    .transaction((trx) =>
      access.recordRun(trx, connection, { status: 'failed', error: { code, message: 'Connect again.' } }),
    )
}
