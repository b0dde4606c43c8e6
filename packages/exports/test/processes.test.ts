import { fork } from 'node:child_process'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { renewLease } from '../src/make/lease-store.ts'
import { type ExportsServer, startExports } from './exports-server.ts'
import { type Bucket, MemoryStorages } from './memory-storages.ts'

let storages: MemoryStorages
let bucket: Bucket
let server: ExportsServer

beforeEach(async () => {
  storages = new MemoryStorages()
  bucket = storages.add('backups')
  // Only serves the API: the processes of each test make the exports.
  server = await startExports(storages, { worker: false })
})
afterEach(() => server.stop())

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })
const endLeases = () =>
  sql`update kept_exports set leased_until = now() where leased_until is not null`.execute(server.db)
const status = async (id: string) => (await server.ada.send('GET', `/api/exports/${id}`)).json().status

test('a process killed while it writes: another one makes the export, and what was left is recorded to be deleted', async () => {
  const child = fork(new URL('./maker-process.ts', import.meta.url), {
    env: { ...process.env, DATABASE_OPTIONS: JSON.stringify(server.options), STORAGE: bucket.id },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  await nextMessage(child)
  const id = await server.ada.export(bucket.id)
  await nextMessage(child)
  const died = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await died
  expect(await status(id)).toBe('running')
  await server.another({ worker: true })
  await new Promise((resolve) => setTimeout(resolve, 200))
  // Its lease protects it until it ends.
  expect(bucket.objects.size).toBe(0)
  await endLeases()
  await until(async () => expect(await status(id)).toBe('succeeded'))
  expect([...bucket.objects.keys()]).toEqual([`exports/${id}-2.jsonl`])
  expect(await server.db.selectFrom('export_leftovers').select('object_key').execute()).toEqual([
    { object_key: `exports/${id}-1.jsonl` },
  ])
})

test('a process that is late neither replaces what another has made nor ends its claim', async () => {
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let pages = 0
  const slow = { pages: 3, beforePage: async () => (++pages === 3 ? held : undefined) }
  await server.another({ worker: true, beatMilliseconds: 1_000_000 }, slow)
  const id = await server.ada.export(bucket.id)
  await until(() => expect(pages).toBe(3))
  await endLeases()
  await server.another({ worker: true })
  await until(async () => expect(await status(id)).toBe('succeeded'))
  release()
  await until(() => expect(bucket.calls).toContain(`write exports/${id}-1.jsonl`))
  await until(async () => {
    const row = await server.db.selectFrom('export_leftovers').select('object_key').executeTakeFirst()
    expect(row?.object_key).toBe(`exports/${id}-1.jsonl`)
  })
  expect((await server.ada.send('GET', `/api/exports/content/${id}`)).statusCode).toBe(200)
  const { attempt } = await server.db.selectFrom('kept_exports').select('attempt').executeTakeFirstOrThrow()
  expect(attempt).toBe(2)
  const late = { id, userId: server.ada.id, owner: 'late', attempt: 1 }
  expect(await renewLease(server.db, late, { records: 0, bytes: 0 })).toBeUndefined()
})

test('a server that stops gives its exports to the next one at once, which is no failure', async () => {
  let pages = 0
  const slow = {
    pages: 1000,
    beforePage: async () => {
      pages += 1
      await new Promise((resolve) => setTimeout(resolve, 10))
    },
  }
  const first = await server.another({ worker: true }, slow)
  const id = await server.ada.export(bucket.id)
  await until(() => expect(pages).toBeGreaterThan(3))
  await first.stop()
  const shown = (await server.ada.send('GET', `/api/exports/${id}`)).json()
  expect(shown).toMatchObject({ status: 'queued', failureCount: 0, error: null })
  await server.another({ worker: true })
  await until(async () => expect(await status(id)).toBe('succeeded'))
})

test('two processes make each export of a schedule once', async () => {
  // None is deleted for being too many.
  storages.settings.keepCount = 100
  await server.another({ worker: true })
  await server.another({ worker: true })
  const body = { contents: 'things', format: 'csv', storage: bucket.id, every: 'day' }
  for (const { send } of [server.ada, server.bob])
    for (let n = 0; n < 4; n++) await send('POST', '/api/exports/schedules', { body })
  for (let day = 1; day <= 3; day++) {
    await until(async () => {
      const rows = await server.db.selectFrom('kept_exports').select(['schedule_id', 'status']).execute()
      expect(rows.filter((row) => row.status === 'succeeded')).toHaveLength(8 * day)
    })
    if (day < 3) server.clock.now += 86_400_000
  }
  expect(bucket.calls.filter((call) => call.startsWith('write'))).toHaveLength(24)
})
