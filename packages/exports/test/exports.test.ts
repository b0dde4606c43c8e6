import { createHash } from 'node:crypto'
import { accounts } from '@tributary/accounts'
import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { deleteLeftovers } from '../src/make/delete-leftovers.ts'
import { retain } from '../src/make/retain.ts'
import type { Parts } from '../src/parts.ts'
import { type ExportsServer, type Person, startExports } from './exports-server.ts'
import { type Bucket, MemoryStorages } from './memory-storages.ts'

const storages = new MemoryStorages()
let server: ExportsServer
let bucket: Bucket
let other: Bucket

beforeAll(async () => {
  server = await startExports(storages)
})
afterAll(() => server.stop())
beforeEach(() => {
  storages.settings.storages = []
  bucket = storages.add('backups')
  other = storages.add('nas')
  Object.assign(storages.settings, { keepDays: 90, keepCount: 10 })
  Object.assign(server.things, { pages: 3, beforePage: async () => {} })
})
afterEach(async () => {
  await sql`truncate kept_exports, export_schedules, export_leftovers cascade`.execute(server.db)
  storages.buckets.length = 0
})

const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })
const show = async (person: Person, id: string) => (await person.send('GET', `/api/exports/${id}`)).json()
const reaches = (person: Person, id: string, expected: object) =>
  until(async () => {
    const shown = await show(person, id)
    expect(shown).toMatchObject(expected)
    return shown
  })
const textOf = (userId: string, format = 'jsonl', records = 30) =>
  Array.from({ length: records }, (_, n) => `${userId} ${format} ${n}\n`).join('')
/** What the background work does now and then, now. */
const sweep = () => deleteLeftovers(parts())
const parts = () =>
  ({
    database: server.database,
    now: () => server.clock.now,
    settings: async () => ({ keepDays: 0, keepCount: 0, ...storages.settings }),
    logger: { warn: () => {} },
    providers: {
      use: (
        { instance }: { instance: string },
        work: (storage: { delete: (key: string) => Promise<void> }) => unknown,
      ) => {
        const found = storages.buckets.find(({ id }) => id === instance)
        return work({
          delete: async (key) => {
            if (found?.isDown === true) throw new Error('down')
            found?.objects.delete(key)
          },
        })
      },
    },
  }) as unknown as Parts

test('an export is made in the chosen storage, with size and checksum, and is downloaded whole and in ranges', async () => {
  const { ada } = server
  const id = await ada.export(bucket.id)
  const shown = await reaches(ada, id, { status: 'succeeded' })
  const text = textOf(ada.id)
  expect(shown).toMatchObject({
    contents: 'things',
    storageName: 'backups',
    recordCount: 30,
    expectedRecordCount: 30,
    bytes: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
    error: null,
  })
  expect(Date.parse(shown.expiresAt) - Date.parse(shown.madeAt)).toBe(90 * 86_400_000)
  expect([...bucket.objects].map(([key, body]) => [key, String(body)])).toEqual([
    [`exports/${id}-1.jsonl`, text],
  ])
  const url = `/api/exports/content/${id}`
  const whole = await ada.send('GET', url, { headers: { 'accept-encoding': 'gzip' } })
  expect([whole.statusCode, whole.body, whole.headers['content-encoding']]).toEqual([200, text, undefined])
  expect(whole.headers['content-disposition']).toMatch(
    /^attachment; filename="tributary-things-[\d-]{10}\.jsonl"$/,
  )
  const range = async (value: string, more: object = {}) => {
    const { statusCode, body, headers } = await ada.send('GET', url, { headers: { range: value, ...more } })
    return [statusCode, body, headers['content-range']]
  }
  const size = text.length
  expect(await range('bytes=5-9')).toEqual([206, text.slice(5, 10), `bytes 5-9/${size}`])
  expect(await range('bytes=10-')).toEqual([206, text.slice(10), `bytes 10-${size - 1}/${size}`])
  expect(await range('bytes=-4')).toEqual([206, text.slice(-4), `bytes ${size - 4}-${size - 1}/${size}`])
  expect((await range(`bytes=${size}-`))[0]).toBe(416)
  expect((await range('bytes=5-9', { 'if-range': '"another"' }))[0]).toBe(200)
  expect((await range('bytes=5-9', { 'if-range': String(whole.headers.etag) }))[0]).toBe(206)
})

test('several storages at a time: one that is down is tried again and holds the other up in nothing', async () => {
  const { ada, bob } = server
  bucket.isDown = true
  const first = await ada.export(bucket.id)
  const waiting = await reaches(ada, first, { status: 'queued', failureCount: 1 })
  expect(waiting.error).toBe('The export could not be written to "backups": The bucket could not be reached.')
  expect(Date.parse(waiting.nextAttemptAt) - server.clock.now).toBeCloseTo(60_000, -3)
  const second = await bob.export(other.id, 'csv')
  await reaches(bob, second, { status: 'succeeded' })
  bucket.isDown = false
  server.clock.now += 61_000
  await reaches(ada, first, { status: 'succeeded', failureCount: 1, error: null })
  expect([...bucket.objects.keys()]).toEqual([`exports/${first}-2.jsonl`])
})

test('a storage that stays down fails the export after six attempts', async () => {
  const { ada } = server
  bucket.isDown = true
  const id = await ada.export(bucket.id)
  for (let failures = 1; failures < 6; failures++) {
    await reaches(ada, id, { status: 'queued', failureCount: failures })
    server.clock.now += 7 * 3_600_000
  }
  await reaches(ada, id, { status: 'failed', failureCount: 6, nextAttemptAt: null })
  const reply = await ada.send('GET', `/api/exports/content/${id}`)
  expect(reply.json()).toMatchObject({ status: 409, code: 'EXPORTS_NOT_MADE' })
})

test.each([
  {
    what: 'of the system',
    error: Object.assign(new Error("ENAMETOOLONG: name too long, open '/srv/data/x'"), {
      code: 'ENAMETOOLONG',
    }),
    shown: 'An unexpected error; the log has it.',
  },
  {
    what: 'whose text cannot be stored',
    error: new IntegrationError('upstream', 'The bucket said "\0\ud800".'),
    shown: 'The bucket said "\ufffd\ufffd".',
  },
])('an error $what fails the attempt with words for the person', async ({ error, shown }) => {
  const { ada } = server
  bucket.beforePiece = async () => {
    throw error
  }
  const id = await ada.export(bucket.id)
  expect(await reaches(ada, id, { status: 'queued', failureCount: 1 })).toMatchObject({
    error: `The export could not be written to "backups": ${shown}`,
  })
})

test('an export whose success could not be recorded is made again, and its object stays', async () => {
  const { ada } = server
  await sql`
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`.execute(
    server.db,
  )
  await sql`create trigger refuse before update on notifications execute function refuse()`.execute(server.db)
  const id = await ada.export(bucket.id)
  await until(() => expect(bucket.objects.size).toBe(1))
  // Beyond the end of the attempt.
  await new Promise((resolve) => setTimeout(resolve, 200))
  await sql`drop trigger refuse on notifications`.execute(server.db)
  await sql`update kept_exports set leased_until = now() where leased_until is not null`.execute(server.db)
  await reaches(ada, id, { status: 'succeeded', failureCount: 0 })
  server.clock.now = Date.now() + 1_000
  await sweep()
  const content = await ada.send('GET', `/api/exports/content/${id}`)
  expect([content.statusCode, content.body]).toEqual([200, textOf(ada.id)])
})

test('what the contents throw is not told as a failure of the storage', async () => {
  const { ada } = server
  server.things.beforePage = async () => {
    throw new Error('the database is away')
  }
  bucket.wraps = true
  const id = await ada.export(bucket.id)
  const waiting = await reaches(ada, id, { status: 'queued', failureCount: 1 })
  expect(waiting.error).toMatch(/An unexpected error; the log has it\.$/)
  expect(bucket.blamed).toBe(0)
})

test('progress is shown while it is made, and a deleted export is given up and leaves nothing', async () => {
  const { ada } = server
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  let pages = 0
  server.things.beforePage = async () => {
    if (++pages === 3) await held
  }
  const id = await ada.export(bucket.id)
  await reaches(ada, id, { status: 'running', recordCount: 20, expectedRecordCount: 30 })
  expect((await ada.send('DELETE', `/api/exports/${id}`)).statusCode).toBe(204)
  expect((await ada.send('GET', `/api/exports/${id}`)).json()).toMatchObject({ code: 'EXPORTS_NOT_FOUND' })
  await new Promise((resolve) => setTimeout(resolve, 100))
  release()
  await until(async () => expect(bucket.objects.size).toBe(0))
  expect(bucket.calls.filter((call) => call.startsWith('write'))).toEqual([])
})

test('a deleted export is deleted from its storage, and nothing that others have written', async () => {
  const { ada } = server
  bucket.objects.set('exports/of-another-program.jsonl', Buffer.from('x'))
  const id = await ada.export(bucket.id)
  await reaches(ada, id, { status: 'succeeded' })
  await ada.send('DELETE', `/api/exports/${id}`)
  bucket.isDown = true
  await sweep()
  expect(bucket.objects.size).toBe(2)
  bucket.isDown = false
  server.clock.now += 3_600_000
  await sweep()
  expect([...bucket.objects.keys()]).toEqual(['exports/of-another-program.jsonl'])
  // An export of the test before may be given up only now.
  const own = server.db
    .selectFrom('export_leftovers')
    .select('object_key')
    .where('object_key', 'like', `%${id}%`)
  // The server sweeps as well, and may be between the two deletions.
  await until(async () => expect(await own.execute()).toEqual([]))
})

test('retention by number and by days, of the same contents, format and storage', async () => {
  const { ada, bob } = server
  storages.settings.keepCount = 2
  const ids: string[] = []
  for (let n = 0; n < 3; n++) {
    const id = await ada.export(bucket.id)
    await reaches(ada, id, { status: 'succeeded' })
    ids.push(id)
    server.clock.now += 1000
  }
  const csv = await ada.export(bucket.id, 'csv')
  await reaches(ada, csv, { status: 'succeeded' })
  const ofBob = await bob.export(bucket.id)
  await reaches(bob, ofBob, { status: 'succeeded' })
  const kept = async () => {
    const rows = await server.db.selectFrom('kept_exports').select('id').execute()
    return rows.map(({ id }) => id).toSorted()
  }
  await retain(parts())
  expect(await kept()).toEqual([...ids.slice(1), csv, ofBob].toSorted())
  server.clock.now += 91 * 86_400_000
  const late = await ada.export(bucket.id)
  await reaches(ada, late, { status: 'succeeded' })
  await retain(parts())
  expect(await kept()).toEqual([late])
  await sweep()
  expect([...bucket.objects.keys()]).toEqual([`exports/${late}-1.jsonl`])
  Object.assign(storages.settings, { keepDays: 0, keepCount: 0 })
  server.clock.now += 9_999 * 86_400_000
  await retain(parts())
  expect(await kept()).toEqual([late])
})

test('the deletion of a person deletes their exports from the storage', async () => {
  const service = server.kernel.getService(accounts)
  const { id: userId } = await service.createUser({
    email: 'eve@example.org',
    password: 'correct horse battery',
    role: 'user',
  })
  const now = new Date(server.clock.now)
  await server.db
    .insertInto('kept_exports')
    .values({
      user_id: userId,
      contents: 'things',
      format: 'csv',
      storage: bucket.id,
      storage_name: 'backups',
      created_at: now,
      due_at: now,
    })
    .execute()
  await until(() => expect(bucket.objects.size).toBe(1))
  await until(async () => {
    const rows = await server.db.selectFrom('kept_exports').select('status').execute()
    expect(rows).toEqual([{ status: 'succeeded' }])
  })
  await server.database.pool.query('delete from users where id = $1', [userId])
  await sweep()
  expect(bucket.objects.size).toBe(0)
})

test('a schedule makes one at once and then each time, skips missed times, and notifies of a failure', async () => {
  const { ada } = server
  const body = { contents: 'things', format: 'csv', storage: bucket.id, every: 'day' }
  const { id } = (await ada.send('POST', '/api/exports/schedules', { body })).json()
  const made = async (count: number) =>
    until(async () => {
      const { items } = (await ada.send('GET', '/api/exports')).json()
      expect(items.map((item: { status: string }) => item.status)).toEqual(Array(count).fill('succeeded'))
      expect(items[0]).toMatchObject({ scheduleId: id })
    })
  await made(1)
  server.clock.now += 86_400_000 + 1
  await made(2)
  server.clock.now += 5 * 86_400_000
  await made(3)
  storages.settings.storages = [other.id]
  server.clock.now += 86_400_000
  const notices = async () =>
    (await ada.send('GET', '/api/notifications')).json().items as { kind: string; readAt: string | null }[]
  await until(async () =>
    expect(await notices()).toMatchObject([
      { kind: 'export_failed', message: expect.stringContaining('no longer allowed'), readAt: null },
    ]),
  )
  storages.settings.storages = [bucket.id]
  server.clock.now += 86_400_000
  await until(async () => expect((await notices()).filter(({ readAt }) => readAt === null)).toEqual([]))
  expect((await ada.send('DELETE', `/api/exports/schedules/${id}`)).statusCode).toBe(204)
  expect((await ada.send('GET', `/api/exports/schedules/${id}`)).json()).toMatchObject({
    code: 'EXPORTS_SCHEDULE_NOT_FOUND',
  })
  const { items } = (await ada.send('GET', '/api/exports')).json()
  expect(items.every((item: { scheduleId: unknown }) => item.scheduleId === null)).toBe(true)
})

test('what belongs to another person is not found, and a key needs the scope of the contents', async () => {
  const { ada, bob } = server
  const id = await ada.export(bucket.id)
  await reaches(ada, id, { status: 'succeeded' })
  for (const [method, path] of [
    ['GET', `/api/exports/${id}`],
    ['GET', `/api/exports/content/${id}`],
    ['DELETE', `/api/exports/${id}`],
  ] as const)
    expect((await bob.send(method, path)).json()).toMatchObject({ status: 404, code: 'EXPORTS_NOT_FOUND' })
  const narrow = await ada.withScopes(['exports:*'])
  const body = { contents: 'things', format: 'csv', storage: bucket.id }
  const missing = { status: 403, code: 'EXPORTS_SCOPE_MISSING' }
  expect((await narrow.send('POST', '/api/exports', { body })).json()).toMatchObject(missing)
  expect((await narrow.send('GET', `/api/exports/content/${id}`)).json()).toMatchObject(missing)
  const covered = await ada.withScopes(['exports:*', 'things:read'])
  expect((await covered.send('GET', `/api/exports/content/${id}`)).statusCode).toBe(200)
})

test('only allowed storages and known contents can be chosen', async () => {
  const { ada } = server
  storages.settings.storages = [bucket.id]
  expect((await ada.send('GET', '/api/exports/options')).json()).toMatchObject({
    storages: [{ id: bucket.id, name: 'backups', state: 'active' }],
    contents: [{ name: 'things', displayName: 'Things' }],
    keepDays: 90,
  })
  const ask = async (more: object) => {
    const body = { contents: 'things', format: 'csv', storage: bucket.id, ...more }
    return (await ada.send('POST', '/api/exports', { body })).json()
  }
  expect(await ask({ storage: other.id })).toMatchObject({ status: 400, code: 'KERNEL_UNKNOWN_VALUE' })
  expect(await ask({ contents: 'secrets' })).toMatchObject({ status: 400, code: 'KERNEL_UNKNOWN_VALUE' })
})

test('a download says whether its storage is down or the object is gone', async () => {
  const { ada } = server
  const id = await ada.export(bucket.id)
  await reaches(ada, id, { status: 'succeeded' })
  bucket.isDown = true
  const download = async () => (await ada.send('GET', `/api/exports/content/${id}`)).json()
  expect(await download()).toMatchObject({ status: 503, code: 'EXPORTS_STORAGE_UNAVAILABLE' })
  bucket.isDown = false
  bucket.objects.clear()
  expect(await download()).toMatchObject({ status: 410, code: 'EXPORTS_GONE' })
})
