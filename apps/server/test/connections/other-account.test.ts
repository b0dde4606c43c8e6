import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ImportJob } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'
import { tide } from './tide.ts'

/** How many plays each account has. */
const PLAYS: Readonly<Record<string, number>> = { ada: 7, grace: 4 }
/** What was asked for, `account after`. */
let asked: string[] = []
/** The key is the account's name; each account has plays of its own. */
const provider = createServer((request, response) => {
  const account = request.headers.authorization?.replace('Bearer ', '') ?? ''
  const plays = PLAYS[account]
  if (plays === undefined) return void response.writeHead(401).end('{}')
  response.setHeader('content-type', 'application/json')
  const url = new URL(request.url ?? '', 'http://provider')
  if (url.pathname === '/v1/me') return void response.end(JSON.stringify({ id: account }))
  const after = Number(url.searchParams.get('after'))
  asked.push(`${account} ${after}`)
  const items = Array.from({ length: Math.max(0, plays - after) }, (_, index) => ({
    id: `${account}-${after + index}`,
    title: 'A play',
    date: '2026-11-01',
    version: 1,
  }))
  response.end(JSON.stringify({ items }))
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
  asked = []
  await ada.delete('/api/tide?data=delete')
  await sql`delete from user_integrations`.execute(server.db)
})

const connect = async (apiKey: string) => {
  expect((await ada.post('/api/tide/connect', { apiKey })).status).toBeLessThan(300)
  await expect.poll(allEnded, { timeout: 10_000 }).toBe(true)
}
const jobs = async () => (await ada.get('/api/jobs?limit=50')).body.items as ImportJob[]
const allEnded = async () => (await jobs()).every(({ status }) => !['queued', 'running'].includes(status))
const stored = async () => {
  const { rows } = await sql<{ id: string }>`
    select external_id as id from media_items order by external_id`.execute(server.db)
  return rows.map(({ id }) => id.replace(/-\d+$/, ''))
}
const plays = (account: string) => Array.from({ length: PLAYS[account] ?? 0 }, () => account)

it('another account, connected by key after the first was disconnected, is imported from its beginning', async () => {
  await connect('ada')
  await ada.delete('/api/tide?data=keep')
  await connect('grace')
  expect(asked).toEqual(['ada 0', 'grace 0'])
  expect(await stored()).toEqual([...plays('ada'), ...plays('grace')])
})

it('the same account, connected again, resumes at its cursor', async () => {
  await connect('ada')
  await ada.delete('/api/tide?data=keep')
  await connect('ada')
  expect(asked).toEqual(['ada 0', 'ada 7'])
})

it('an account that cannot be identified is another one after disconnecting', async () => {
  await connect('ada')
  await sql`update user_integrations set account_id = null`.execute(server.db)
  await ada.delete('/api/tide?data=keep')
  await connect('grace')
  expect(asked).toEqual(['ada 0', 'grace 0'])
})

it('a repeated job of the first account does not read the second one', async () => {
  await connect('ada')
  await ada.delete('/api/tide?data=keep')
  const [first] = await jobs()
  await sql`update import_jobs set kind = 'backfill', status = 'failed', cursors = '{"plays": 7}'`.execute(
    server.db,
  )
  await connect('grace')
  expect((await ada.post(`/api/jobs/${first?.id}/retry`)).status).toBe(200)
  await expect.poll(allEnded, { timeout: 10_000 }).toBe(true)
  expect(asked).toEqual(['ada 0', 'grace 0'])
  expect((await ada.get(`/api/jobs/${first?.id}`)).body).toMatchObject({
    status: 'cancelled',
    error: { code: 'disconnected' },
  })
})

it('coverage and times of the first account do not apply to the second', async () => {
  await connect('ada')
  await sql`
    insert into metric_coverage (user_id, source, connection_id, stream, date, covered)
    select user_id, 'tide', id, 'days', '2026-11-01', true from user_integrations`.execute(server.db)
  await sql`update user_integrations set wait_until = now() + interval '1 day'`.execute(server.db)
  await ada.delete('/api/tide?data=keep')
  await connect('grace')
  const { rows } = await sql<{ account: string; n: number; waits: boolean }>`
    select account_id as account, wait_until is not null as waits,
      (select count(*)::integer from metric_coverage where connection_id = connection.id) as n
    from user_integrations as connection order by created_at`.execute(server.db)
  expect(rows).toEqual([
    { account: 'ada', n: 1, waits: false },
    { account: 'grace', n: 0, waits: false },
  ])
  expect(asked).toEqual(['ada 0', 'grace 0'])
})
