import { database } from '@tributary/database'
import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Parts } from '../src/parts.ts'
import { serveSubscription } from '../src/send/serve-subscription.ts'
import { type AnalyticsServer, startAnalytics } from './analytics-server.ts'
import { MemorySinks, type Sink } from './memory-sinks.ts'

const sinks = new MemorySinks()
let server: AnalyticsServer
let home: Sink
let work: Sink

beforeAll(async () => {
  server = await startAnalytics(sinks)
})
afterAll(() => server.stop())
beforeEach(() => {
  home = sinks.add('home')
  work = sinks.add('work')
})
afterEach(async () => {
  await sql`truncate analytics_subscriptions, daily_metric_values, measurements`.execute(server.db)
  sinks.sinks.length = 0
})

const down = new IntegrationError('upstream', 'The database could not be reached.\0')
const until = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { interval: 10, timeout: 15_000 })
const pointsOf = (sink: Sink) => [...sink.points.values()]
const sum = (sink: Sink) => pointsOf(sink).reduce((total, { value }) => total + value, 0)
const isCurrent = (sink: Sink) =>
  until(async () => expect(await server.ada.show(sink.id)).toMatchObject({ state: 'current' }))

test('nothing is sent until a person opts in; then all that there is, by a pseudonym, and what changes', async () => {
  const { ada, bob } = server
  await server.addValues(ada, { days: 2_500 })
  await server.addValues(bob, { days: 10 })
  expect(await ada.show(home.id)).toMatchObject({
    name: 'home',
    enabled: false,
    state: 'off',
    pseudonym: null,
    sentCount: 0,
  })
  await new Promise((resolve) => setTimeout(resolve, 150))
  expect([home.writes, work.writes]).toEqual([[], []])

  const chosen = await ada.choose(home.id, { enabled: true })
  expect(chosen).toMatchObject({ enabled: true, withMeasurements: false, state: 'sending' })
  await until(() => expect(home.points.size).toBe(2_500))
  await isCurrent(home)
  expect(Math.max(...home.writes)).toBeLessThanOrEqual(1_000)
  const [point] = pointsOf(home)
  expect(point).toEqual({
    metric: 'oura.steps',
    at: expect.stringMatching(/^2\d{3}-\d\d-\d\dT00:00:00.000Z$/),
    value: 1,
    labels: { person: chosen['pseudonym'], source: 'oura' },
  })
  const all = JSON.stringify(pointsOf(home))
  for (const secret of [ada.id, ada.email]) expect(all).not.toContain(secret)
  expect(work.points.size).toBe(0)

  await server.addValues(ada, { days: 3, value: 7 })
  await until(() => expect(sum(home)).toBe(2_500 + 3 * 6))
  expect(home.points.size).toBe(2_500)
  await isCurrent(home)
  expect(await ada.show(home.id)).toMatchObject({ sentCount: 2_503, lastError: null })
  expect((await ada.show(home.id))['lastSentAt']).not.toBeNull()
})

test('an instance that is down is tried again, loses nothing, and does not hold the others up', async () => {
  const { ada, bob } = server
  await server.addValues(ada, { days: 5 })
  await server.addValues(bob, { days: 4 })
  home.failure = down
  await ada.choose(home.id, { enabled: true })
  await ada.choose(work.id, { enabled: true })
  await bob.choose(work.id, { enabled: true })
  await until(() => expect(work.points.size).toBe(9))
  await until(async () =>
    expect(await ada.show(home.id)).toMatchObject({
      state: 'waiting',
      lastError: 'The database could not be reached.\ufffd',
      sentCount: 0,
    }),
  )
  const { nextAttemptAt } = await ada.show(home.id)
  expect(Date.parse(String(nextAttemptAt)) - server.clock.now).toBe(60_000)
  // A change meanwhile neither brings the next attempt forward nor is lost.
  await server.addValues(ada, { days: 8, value: 2 })
  await until(() => expect(work.points.size).toBe(12))
  expect(await ada.show(home.id)).toMatchObject({ state: 'waiting', nextAttemptAt })
  home.failure = undefined
  server.clock.now += 61_000
  await until(() => expect(sum(home)).toBe(16))
  await isCurrent(home)
  expect(await ada.show(home.id)).toMatchObject({ lastError: null, nextAttemptAt: null })
})

test('opting out stops at once and keeps the pseudonym; opting in again writes the same points', async () => {
  const { ada } = server
  await server.addValues(ada, { days: 3 })
  const { pseudonym } = await ada.choose(home.id, { enabled: true })
  await until(() => expect(home.points.size).toBe(3))
  await isCurrent(home)
  expect(await ada.choose(home.id, { enabled: false })).toMatchObject({ state: 'off', pseudonym })
  await server.addValues(ada, { days: 5 })
  await ada.choose(work.id, { enabled: true })
  await until(() => expect(work.points.size).toBe(5))
  expect(home.points.size).toBe(3)
  expect(await ada.choose(home.id, { enabled: true })).toMatchObject({ pseudonym })
  await until(() => expect(home.points.size).toBe(5))
  expect(new Set(pointsOf(home).map(({ labels }) => labels?.['person']))).toEqual(new Set([pseudonym]))
  expect(pointsOf(work)[0]?.labels?.['person']).not.toBe(pseudonym)
})

test('measurements are sent where a person has chosen them, yes and no as numbers, and texts not at all', async () => {
  const { ada } = server
  await sql`
    insert into measurements (user_id, source, external_id, metric, measured_at, value, unit)
    values (${ada.id}, 'fitbit', 'a', 'fitbit.heartRate', '2026-03-29T20:15:00Z', 61, 'bpm')`.execute(
    server.db,
  )
  await sql`
    insert into daily_metric_values (user_id, date, metric, source, text_value, boolean_value) values
      (${ada.id}, '2026-03-29', 'manual.mood', 'manual', 'fine', null),
      (${ada.id}, '2026-03-29', 'manual.ran', 'manual', null, true)`.execute(server.db)
  await ada.choose(home.id, { enabled: true })
  await until(() => expect(pointsOf(home)).toMatchObject([{ metric: 'manual.ran', value: 1 }]))
  await isCurrent(home)
  await ada.choose(home.id, { withMeasurements: true })
  await until(() => expect(home.points.size).toBe(2))
  expect(pointsOf(home)[1]).toMatchObject({
    metric: 'fitbit.heartRate',
    at: '2026-03-29T20:15:00.000Z',
    value: 61,
  })
})

test('points of two connections and of two integrations are not the same point', async () => {
  const { ada } = server
  const connections = [crypto.randomUUID(), crypto.randomUUID()]
  for (const connection of connections)
    await sql`
      insert into daily_metric_values (user_id, date, metric, source, connection_id, number_value)
      values (${ada.id}, '2026-03-29', 'oura.steps', 'oura', ${connection}, 1)`.execute(server.db)
  await ada.choose(home.id, { enabled: true })
  await until(() => expect(home.points.size).toBe(2))
  expect(new Set(pointsOf(home).map(({ labels }) => labels?.['connection']))).toEqual(new Set(connections))
})

test('points that an instance refuses are counted and hold the others up in nothing', async () => {
  const { ada } = server
  await server.addValues(ada, { days: 100 })
  const bad = new Set(['2020-01-08T00:00:00.000Z', '2020-03-01T00:00:00.000Z'])
  home.refuses = ({ at }) => bad.has(at)
  await ada.choose(home.id, { enabled: true })
  await until(() => expect(home.points.size).toBe(98))
  await until(async () =>
    expect(await ada.show(home.id)).toMatchObject({ state: 'current', sentCount: 98, refusedCount: 2 }),
  )
})

test('an instance that was deleted takes what was chosen with it', async () => {
  const { ada } = server
  await server.addValues(ada, { days: 1 })
  await ada.choose(home.id, { enabled: true })
  await until(() => expect(home.points.size).toBe(1))
  sinks.sinks.splice(0, 1)
  await server.addValues(ada, { days: 2 })
  await until(async () =>
    expect(await server.db.selectFrom('analytics_subscriptions').select('id').execute()).toEqual([]),
  )
  expect(await ada.choose(home.id, { enabled: true })).toMatchObject({
    status: 404,
    code: 'ANALYTICS_INSTANCE_NOT_FOUND',
  })
})

test('what waits after a failure is sent also if its user was disabled just then', async () => {
  const { bob, db } = server
  await server.addValues(bob, { days: 2 })
  await sql`update users set disabled_at = now() where id = ${bob.id}`.execute(db)
  const { rows } = await sql<{ id: string }>`
    insert into analytics_subscriptions
      (user_id, instance, enabled, with_measurements, due_at, created_at, failures, leased_by, leased_until)
    values (${bob.id}, ${home.id}, true, false, now() - interval '1 day', now(), 2, 'me', now() + interval '1 hour')
    returning id`.execute(db)
  const claim = { id: rows[0]?.id ?? '', userId: bob.id, owner: 'me', wakes: 0 }
  const { signal } = new AbortController()
  const parts = { database: server.kernel.getService(database), now: () => server.clock.now } as Parts
  await serveSubscription(parts, claim, { stopping: signal, cut: signal })
  await sql`update users set disabled_at = null where id = ${bob.id}`.execute(db)
  await until(() => expect(home.points.size).toBe(2))
})

test('a key needs the scope of the data, and nothing is sent for a disabled user', async () => {
  const { ada } = server
  await server.addValues(ada, { days: 1 })
  const narrow = await ada.withScopes(['analytics:*'])
  expect(await narrow.choose(home.id, { enabled: true })).toMatchObject({
    status: 403,
    code: 'ANALYTICS_SCOPE_MISSING',
  })
  const covered = await ada.withScopes(['analytics:*', 'metrics:read'])
  await sql`update users set disabled_at = now() where id = ${server.bob.id}`.execute(server.db)
  await server.addValues(server.bob, { days: 1 })
  await sql`
    insert into analytics_subscriptions (user_id, instance, enabled, with_measurements, due_at, created_at)
    values (${server.bob.id}, ${home.id}, true, false, now() - interval '1 day', now())`.execute(server.db)
  expect(await covered.choose(home.id, { enabled: true })).toMatchObject({ enabled: true })
  await until(() => expect(home.points.size).toBe(1))
  await sql`update users set disabled_at = null where id = ${server.bob.id}`.execute(server.db)
  await until(() => expect(home.points.size).toBe(2))
})
