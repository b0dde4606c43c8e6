import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ConnectionAccess, connectionAccess, FAILURES_BEFORE_PAUSE } from '@tributary/connections'
import { database } from '@tributary/database'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { brook } from './brook.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

const provider = createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  response.end(request.url === '/v1/me' ? '{"id":"ada"}' : '{"days":[]}')
})
let server: ConnectedServer
let ada: Person
let access: ConnectionAccess

beforeAll(async () => {
  await once(provider.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startConnectedServer({ integrations: [brook(origin)] })
  ada = await server.person('ada')
  access = server.kernel.getService(connectionAccess)
})

afterAll(async () => {
  await server.stop()
  provider.closeAllConnections()
  provider.close()
})

beforeEach(async () => {
  await sql`delete from notifications`.execute(server.db)
  await sql`delete from user_integrations`.execute(server.db)
  await ada.post('/api/brook/connect', { apiKey: 'ada' })
})

type Outcome = Parameters<ConnectionAccess['recordRun']>[2]

async function note(run: Outcome): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from user_integrations`.execute(server.db)
  await server.kernel
    .getService(database)
    .transaction((trx) => access.recordRun(trx, { id: rows[0]?.id ?? '' }, run))
}
const connection = async () => (await ada.get('/api/brook')).body.connections[0]
const unread = async () =>
  (await ada.get('/api/notifications?unread=true')).body.items as { kind: string; message: string }[]

describe.each(['action_required', 'bad_configuration'])('a run that ends with %s', (code) => {
  const message = 'Open the app once with this account.'
  const refused: Outcome = { status: 'failed', error: { code, message } }

  it('shows what to do, in the state and once in a notification, and is retried automatically', async () => {
    await note(refused)
    expect(await connection()).toMatchObject({
      status: 'needs_action',
      reason: message,
      nextSyncAt: expect.any(String) as string,
    })
    expect(await unread()).toMatchObject([{ kind: 'connection_needs_action', message }])
    await ada.post('/api/notifications/read')
    await note(refused)
    expect(await unread()).toEqual([])
    expect((await ada.post('/api/brook/sync')).status).toBe(202)
  })

  it('is not paused, however long the problem lasts', async () => {
    for (let run = 0; run < FAILURES_BEFORE_PAUSE + 5; run += 1) await note(refused)
    await note({ status: 'failed', error: { code: 'upstream', message: 'Down.' } })
    expect(await connection()).toMatchObject({ status: 'needs_action', reason: message })
  })

  it.each([
    { status: 'succeeded' },
    { status: 'partial', error: { code: 'invalid_data', message: 'One day is odd.' } },
  ] as const)('is over when something could be read: $status', async (run) => {
    await note(refused)
    await note(run)
    expect(await connection()).toMatchObject({ status: 'connected', reason: null })
    expect(await unread()).toEqual([])
  })

  it('keeps its state when streams are switched, and can be paused', async () => {
    await note(refused)
    expect((await ada.patch('/api/brook', { streams: { flow: true } })).body.status).toBe('needs_action')
    expect((await ada.patch('/api/brook', { paused: true })).body).toMatchObject({
      status: 'paused',
      reasonCode: 'paused_by_user',
    })
  })
})
