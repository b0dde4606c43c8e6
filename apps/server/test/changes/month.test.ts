import { netflix } from '@tributary/integration-netflix'
import { randomNumbers } from '@tributary/provider-simulator'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type ConnectedServer, startConnectedServer } from '../connections/connected-server.ts'
import type { Person } from '../connections/person.ts'
import { FollowingClient, readLists } from './following-client.ts'
import { MonthProvider } from './month-provider.ts'

const SEED = 20_261_101
const DAYS = 30

const provider = new MonthProvider()
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  server = await startConnectedServer({ integrations: [await provider.start(), netflix], worker: true })
  ada = await server.person('ada')
})
afterAll(async () => {
  await server.stop()
  provider.stop()
})

async function jobsEnd(): Promise<void> {
  const busy = async () =>
    (await ada.get('/api/jobs?limit=100')).body.items.filter(({ status }: { status: string }) =>
      ['queued', 'running'].includes(status),
    )
  await expect.poll(busy, { timeout: 30_000, interval: 20 }).toEqual([])
}

async function connectionIds(): Promise<string[]> {
  const { body } = await ada.get('/api/connections')
  return body.items.flatMap(({ id, status }: { id: string; status: string }) =>
    status === 'disconnected' ? [] : [id],
  )
}

async function connect(account: string): Promise<void> {
  expect(await ada.post('/api/month/connect', { apiKey: account })).toMatchObject({ status: 201 })
}

async function importViewings(day: number): Promise<void> {
  const rows = Array.from(
    { length: day },
    (_, n) => `"Show: Season 1: ${n}","11/${String(n + 1).padStart(2, '0')}/26"`,
  )
  const content = `Title,Date\n${rows.join('\n')}\n`
  const boundary = 'file'
  const payload = [
    `--${boundary}`,
    'content-disposition: form-data; name="file"; filename="NetflixViewingHistory.csv"',
    'content-type: text/csv',
    '',
    content,
    `--${boundary}--`,
    '',
  ].join('\r\n')
  const { statusCode } = await server.kernel.app.inject({
    method: 'POST',
    url: '/api/netflix/import',
    headers: {
      cookie: [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
    payload,
  })
  expect(statusCode).toBe(202)
}

/** What the person does by hand. */
async function edit(date: string, random: () => number): Promise<void> {
  const path = `/api/metrics/values/month.steps/${date}`
  if (random() < 0.6) expect((await ada.put(path, { value: Math.floor(random() * 9_000) })).status).toBe(200)
  if (random() < 0.3) await ada.delete(path)
  if (random() < 0.2) await ada.put(path, { value: 1 })
}

it('a client that follows changes for a month has exactly the data of the server, through restarts of either side', async () => {
  const random = randomNumbers(SEED)
  const accounts = ['home', 'work']
  for (const account of accounts) await connect(account)
  // One asks every hour, one once in a while, a few changes at a time.
  let [eager, lazy] = [new FollowingClient(ada, 500), new FollowingClient(ada, 7)]
  for (let day = 1; day <= DAYS; day++) {
    const date = `2026-11-${String(day).padStart(2, '0')}`
    for (const account of accounts) provider.live(account, date, random)
    const work = [
      ...(await connectionIds()).map((id) =>
        ada.post(`/api/month/connections/${id}/sync`, { from: date, to: date }),
      ),
      edit(date, random),
      edit(`2026-11-${String(Math.ceil(random() * day)).padStart(2, '0')}`, random),
      ...(day % 6 === 0 ? [importViewings(day)] : []),
    ]
    // In the midst of it.
    await Promise.all([...work, eager.ask(), lazy.ask()])
    await eager.ask()
    if (day % 9 === 0) await server.restart()
    await jobsEnd()
    if (random() < 0.3) eager = eager.restart()
    if (random() < 0.3) lazy = lazy.restart()
    const [first] = await connectionIds()
    if (day === 11) await ada.delete(`/api/month/connections/${first}?data=delete`)
    if (day === 13) await connect('home')
    if (day === 17) await ada.patch(`/api/month/connections/${first}`, { label: 'Mine', paused: true })
    if (day === 18) await ada.patch(`/api/month/connections/${first}`, { paused: false })
    if (day === 20) await ada.delete(`/api/month/connections/${first}?data=keep`)
    if (day === 23) await ada.delete('/api/netflix?data=delete')
    if (day === 25) await sql`delete from import_jobs where kind = 'import'`.execute(server.db)
    await eager.catchUp()
    if (day % 5 === 0) expect(eager.resources).toEqual(await readLists(ada))
  }
  await jobsEnd()
  await Promise.all([eager.catchUp(), lazy.catchUp()])
  const lists = await readLists(ada)
  expect(eager.resources).toEqual(lists)
  expect(lazy.resources).toEqual(lists)
  for (const type of ['item', 'value', 'measurement', 'event', 'job', 'connection'])
    expect(Object.keys(lists).filter((key) => key.startsWith(`${type}/`)).length).toBeGreaterThan(0)
  expect([eager.repeated, lazy.repeated]).toEqual([0, 0])
  expect(eager.deletions).toBeGreaterThan(50)
}, 120_000)
