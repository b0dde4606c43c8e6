import { database } from '@tributary/database'
import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { pruneChecks } from '../../src/health/prune-checks.ts'
import {
  countChecks,
  FAILS,
  type HealthServer,
  startHealthServer,
  until,
  untilFound,
  WORKS,
} from './health-server.ts'

const SUBJECT = '/api/admin/plugins/health/instance/main'

let server: HealthServer | undefined

afterEach(() => server?.stop())

test('a subject is checked at once, also before a worker has found it', async () => {
  server = await startHealthServer({ worker: false })
  expect((await server.get(SUBJECT)).body).toMatchObject({
    status: 'unknown',
    lastCheck: null,
    nextCheckAt: null,
  })
  expect(await server.checkNow(SUBJECT)).toMatchObject({
    status: 200,
    body: { status: 'healthy', lastCheck: { ok: true } },
  })
  server.mail.answer = async () => FAILS
  expect((await server.checkNow(SUBJECT)).body).toMatchObject({ status: 'healthy', lastCheck: { ok: false } })
  expect((await server.checkNow(SUBJECT)).body).toMatchObject({ status: 'unhealthy' })
})

test('a process without a worker does not check by itself', async () => {
  server = await startHealthServer({ worker: false })
  server.clock.now += 3_600_000
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(server.mail.checked).toEqual([])
})

test('one check of a subject runs at a time', async () => {
  server = await startHealthServer({ worker: false })
  let finish = () => {}
  server.mail.answer = () =>
    new Promise((resolve) => {
      finish = () => resolve(WORKS)
    })
  const running = server.checkNow(SUBJECT)
  await until(() => server?.mail.checked.length === 1)
  expect(await server.checkNow(SUBJECT)).toMatchObject({
    status: 409,
    body: { code: 'PLUGINS_CHECK_RUNNING' },
  })
  finish()
  expect((await running).status).toBe(200)
})

test('an unknown subject is not found', async () => {
  server = await startHealthServer({ worker: false })
  for (const path of [
    '/api/admin/plugins/health/instance/other',
    '/api/admin/plugins/health/plugin_settings/main',
  ])
    expect(await server.checkNow(path)).toMatchObject({ status: 404, body: { code: 'PLUGINS_NO_SUBJECT' } })
  expect((await server.checkNow('/api/admin/plugins/health/thing/main')).status).toBe(400)
})

test('a check that throws has failed, and its error is only in the log', async () => {
  server = await startHealthServer({ worker: false })
  server.mail.answer = async () => {
    throw new Error('password hunter2 was refused')
  }
  const { body } = await server.checkNow(SUBJECT)
  expect(body.lastCheck).toMatchObject({ ok: false, steps: [{ problem: 'The check failed with an error.' }] })
  expect(JSON.stringify(body)).not.toContain('hunter2')
  expect(server.log.join('\n')).toContain('hunter2')
})

test('a check that hangs fails at the time limit and is not begun again; the others go on', async () => {
  server = await startHealthServer({ checkMilliseconds: 40 })
  server.mail.subjects = [
    { id: 'main', plugin: 'mail', name: 'Main server' },
    { id: 'other', plugin: 'mail', name: 'Other server' },
  ]
  const hang = new Promise<typeof WORKS>(() => {})
  server.mail.answer = (id) => (id === 'main' ? hang : Promise.resolve(WORKS))
  server.clock.now += 30_000
  await untilFound(server.db, 'other')
  await server.nextCheck('other')
  await server.nextCheck('main')
  await server.nextCheck('other')
  await until(async () => (await server?.get(SUBJECT))?.body.status === 'unhealthy')
  expect(server.mail.checked.filter((id) => id === 'main')).toHaveLength(1)
  const { body } = await server.get(`${SUBJECT}/checks`)
  const problems = body.items.map(({ steps }: { steps: { problem: string }[] }) => steps[0]?.problem)
  expect(problems.at(-1)).toBe('There was no result within 0.04 seconds.')
  expect(problems[0]).toBe('An earlier check has not returned yet.')
})

test('a subject that a killed process has left is checked when its lease has ended', async () => {
  server = await startHealthServer({ worker: false })
  await server.checkNow(SUBJECT)
  const lease = (seconds: number) =>
    server?.db
      .updateTable('health_subjects')
      .set({ leased_by: 'killed', leased_until: sql<Date>`now() + make_interval(secs => ${seconds})` })
      .execute()
  await lease(60)
  expect((await server.checkNow(SUBJECT)).status).toBe(409)
  await lease(-1)
  expect((await server.checkNow(SUBJECT)).status).toBe(200)
})

test('a check that the server ends by stopping is no failure', async () => {
  server = await startHealthServer({})
  server.mail.answer = (_id, signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  await untilFound(server.db, 'main')
  server.clock.now += 30_000
  await until(() => server?.mail.checked.length === 1)
  await server.kernel.stop()
  server.mail.answer = async () => WORKS
  await server.restart()
  await until(async () => server !== undefined && (await countChecks(server.db, 'main')) === 1)
  expect((await server.get(SUBJECT)).body).toMatchObject({ status: 'healthy', lastFailure: null })
})

test('the history is bounded by age and by number', async () => {
  server = await startHealthServer({ worker: false })
  const { db, clock } = server
  await server.checkNow(SUBJECT)
  await sql`
    insert into health_checks (subject_type, subject_id, at, observation, status, milliseconds, steps)
    select 'instance', 'main', ${new Date(clock.now)}::timestamptz - make_interval(mins => n), 'healthy', 'healthy', 1, '[]'
    from generate_series(2500, 1, -1) n`.execute(db)
  await sql`insert into health_subjects (type, id, plugin, name, since, next_check_at, seen_at)
    select 'instance', 'gone', 'mail', 'Gone', at, at, at from (select ${new Date(clock.now)}::timestamptz - interval '31 days' as at) old`.execute(
    db,
  )
  await pruneOf(server)
  expect(await countChecks(db, 'main')).toBe(1000)
  clock.now += 29 * 24 * 3_600_000
  await pruneOf(server)
  expect(await countChecks(db, 'main')).toBe(1000)
  clock.now += 24 * 3_600_000 + 60_000
  await pruneOf(server)
  expect(await countChecks(db, 'main')).toBe(0)
  const subjects = await db.selectFrom('health_subjects').select('id').execute()
  expect(subjects).toEqual([])
})

function pruneOf({ kernel, clock }: HealthServer): Promise<void> {
  return pruneChecks({
    database: kernel.getService(database),
    now: () => clock.now,
    closing: new AbortController().signal,
  })
}
