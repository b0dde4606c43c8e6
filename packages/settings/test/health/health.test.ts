import { afterEach, beforeEach, expect, test } from 'vitest'
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

let server: HealthServer

beforeEach(async () => {
  server = await startHealthServer()
})
afterEach(() => server.stop())

/** Lets the first check pass; it is due within 30 s of the start. */
async function firstCheck(): Promise<void> {
  await untilFound(server.db, 'main')
  server.clock.now += 30_000
  await until(async () => (await countChecks(server.db, 'main')) > 0)
}

const notices = () =>
  server.db
    .selectFrom('notifications')
    .select(['kind', 'severity', 'title', 'message', 'path', 'read_at'])
    .orderBy('id')
    .execute()

const kindsOfNotices = async () => (await notices()).map(({ kind }) => kind)

test('a subject is checked once per interval, and the checks are its history', async () => {
  await firstCheck()
  await server.nextCheck()
  await server.nextCheck()
  const { body } = await server.get(SUBJECT)
  expect(body).toMatchObject({
    type: 'instance',
    id: 'main',
    plugin: 'mail',
    name: 'Main server',
    status: 'healthy',
    statusSince: '2026-11-28T12:00:30.000Z',
    lastCheck: { ok: true, milliseconds: 12, steps: WORKS.steps },
    lastFailure: null,
  })
  expect(server.mail.checked).toHaveLength(3)
  const page = (await server.get(`${SUBJECT}/checks?limit=2`)).body
  expect(page.items).toHaveLength(2)
  const rest = (await server.get(`${SUBJECT}/checks?limit=2&cursor=${page.nextCursor}`)).body
  expect(rest).toMatchObject({
    items: [{ at: '2026-11-28T12:00:30.000Z', status: 'healthy' }],
    nextCursor: null,
  })
})

test('a single failure is no change of health and causes no notification', async () => {
  await firstCheck()
  for (const outcome of [FAILS, WORKS, FAILS, WORKS, FAILS]) {
    server.mail.answer = async () => outcome
    await server.nextCheck()
  }
  expect((await server.get(SUBJECT)).body).toMatchObject({
    status: 'healthy',
    lastFailure: { ok: false, steps: FAILS.steps },
  })
  expect(await notices()).toEqual([])
})

test('a failure is confirmed sooner than at the next interval', async () => {
  await firstCheck()
  server.mail.answer = async () => FAILS
  await server.nextCheck()
  const { body } = await server.get(SUBJECT)
  expect(Date.parse(body.nextCheckAt) - Date.parse(body.lastCheck.at)).toBe(60_000)
})

test('administrators are notified once of a failure and once of its end', async () => {
  await firstCheck()
  server.mail.answer = async () => FAILS
  for (let round = 0; round < 4; round += 1) await server.nextCheck()
  expect(await notices()).toEqual([
    {
      kind: 'plugin_unhealthy',
      severity: 'error',
      title: 'Mail, Main server does not work',
      message: 'Signed in: mail.example.org denied permission. Enter valid credentials.',
      path: '/administration/health/instance/main',
      read_at: null,
    },
  ])
  server.mail.answer = async () => WORKS
  for (let round = 0; round < 3; round += 1) await server.nextCheck()
  expect(await notices()).toMatchObject([
    { kind: 'plugin_unhealthy', read_at: expect.any(Date) },
    { kind: 'plugin_recovered', severity: 'info', title: 'Mail, Main server works again', read_at: null },
  ])
})

test('two processes and a restart check a subject once per interval, and notify once per change', async () => {
  await server.another()
  await server.another()
  await firstCheck()
  for (const outcome of [FAILS, WORKS, FAILS]) {
    server.mail.answer = async () => outcome
    await server.nextCheck()
    await server.nextCheck()
    await server.restart()
    await server.nextCheck()
  }
  expect(server.mail.checked).toHaveLength(await countChecks(server.db, 'main'))
  expect(server.mail.checked).toHaveLength(10)
  expect(await kindsOfNotices()).toEqual(['plugin_unhealthy', 'plugin_recovered', 'plugin_unhealthy'])
})

test('a subject that works in part is degraded', async () => {
  await firstCheck()
  const partly = { ...FAILS, ok: true }
  server.mail.answer = async () => partly
  await server.nextCheck()
  await server.nextCheck()
  expect((await server.get(SUBJECT)).body).toMatchObject({ status: 'degraded', lastCheck: { ok: true } })
  expect(await notices()).toMatchObject([{ kind: 'plugin_degraded', severity: 'warning' }])
})

test("a person's subject is not reported to administrators", async () => {
  server.mail.subjects = [{ id: 'main', plugin: 'mail', name: 'Account of Ada', userId: 'ada' }]
  server.mail.answer = async () => FAILS
  await firstCheck()
  await server.nextCheck()
  expect((await server.get(SUBJECT)).body).toMatchObject({ status: 'unhealthy' })
  expect(await notices()).toEqual([])
  expect((await server.get('/health')).body).toMatchObject({ status: 'ok' })
})

test('a disabled subject is neither checked nor shown', async () => {
  server.mail.answer = async () => FAILS
  await firstCheck()
  await server.nextCheck()
  server.mail.subjects = []
  const checked = server.mail.checked.length
  server.clock.now += 3_600_000
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(server.mail.checked).toHaveLength(checked)
  expect((await server.get(SUBJECT)).status).toBe(404)
  expect((await server.get('/health')).body).toMatchObject({ status: 'ok' })
})

test('a status that was not checked for long is unknown', async () => {
  await firstCheck()
  await server.kernel.stop()
  server.clock.now += 3_600_000
  server.mail.answer = () => new Promise(() => {})
  await server.restart()
  expect((await server.get(SUBJECT)).body).toMatchObject({ status: 'unknown' })
})

test('the roll-up has each plugin, its subjects and its connections', async () => {
  await firstCheck()
  const { body } = await server.get('/api/admin/plugins/health')
  expect(body.items.map(({ plugin }: { plugin: string }) => plugin)).toEqual(
    server.kernel.report().plugins.map(({ name }) => name),
  )
  const of = (name: string) => body.items.find(({ plugin }: { plugin: string }) => plugin === name)
  expect(of('mail')).toMatchObject({
    displayName: 'Mail',
    state: 'ready',
    status: 'healthy',
    subjects: [{ id: 'main', status: 'healthy' }],
    connections: { healthyCount: 3, degradedCount: 1, unhealthyCount: 0, unknownCount: 2 },
  })
  expect(of('accounts')).toMatchObject({ status: 'unknown', subjects: [], connections: null })
})

test('`/health` names what does not work with the cure, without its name and problem', async () => {
  await firstCheck()
  server.mail.answer = async () => FAILS
  await server.nextCheck()
  expect((await server.get('/health')).body).toMatchObject({ status: 'ok' })
  await server.nextCheck()
  const { body } = await server.get('/health')
  const check = body.checks.find(({ name }: { name: string }) => name === 'plugin-health')
  expect(body.status).toBe('degraded')
  expect(check).toMatchObject({
    status: 'failing',
    severity: 'degraded',
    message:
      'The instance main of plugin "mail" does not work: GET /api/admin/plugins/health has what was tried and what to change.',
  })
  expect(JSON.stringify(body)).not.toMatch(/mail\.example\.org|Main server/)
})

test('people do not read the health of plugins', async () => {
  expect((await server.get('/api/admin/plugins/health', 'user')).status).toBe(403)
  expect((await server.get(SUBJECT, 'user')).status).toBe(403)
})
