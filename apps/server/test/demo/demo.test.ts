import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { ServerProcess } from '../server-process.ts'
import { DemoPlace, send, waitForDemo, waitForJobs } from './demo-server.ts'

const LIMIT = 300_000

/** The days with steps, by the connection that delivered them. */
async function daysBy(place: DemoPlace): Promise<Record<string, number>> {
  const { rows } = await sql<{ id: string; days: number }>`
    select connection_id as id, count(*)::integer as days from daily_metric_values
    where metric = 'fitbit.steps' group by 1`.execute(place.db)
  return Object.fromEntries(rows.map(({ id, days }) => [id, days]))
}

interface Point {
  readonly period: string
  readonly value: number
  readonly integrations: readonly string[]
}

async function stepsOf(place: DemoPlace) {
  const { rows } = await sql<{ source: string; date: string }>`
    select source, date::text as date from daily_metric_values
    where metric in ('fitbit.steps', 'google-fit.steps')`.execute(place.db)
  return rows
}

const dateBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)

const ownFile = (server: ServerProcess) =>
  server.upload('netflix', { content: 'Title,Date\n"Dark: Season 1: Lies","11/20/26"\n"Roma","10/31/26"\n' })

test('demo data fills charts of a year, survives a restart, and is removed without a trace, beside a real account', {
  timeout: LIMIT,
}, async () => {
  await using place = await DemoPlace.create()
  const first = await place.start()
  await place.connectReally(first)
  expect((await ownFile(first)).status).toBe(202)
  await waitForJobs(first)
  const before = await place.countRows()
  const [real] = (await first.json('/api/connections')).items
  const asked = place.google.controls.requests().length

  expect(await first.json('/api/demo')).toMatchObject({ available: true, state: 'absent', connections: [] })
  expect((await send(first, 'POST', '/api/demo')).status).toBe(202)
  expect((await send(first, 'POST', '/api/demo')).status).toBe(202)
  const demo = await waitForDemo(first)
  expect(demo.progress.failedCount).toBe(0)
  expect(demo.connections.map((each: { integration: string }) => each.integration).toSorted()).toEqual([
    'fitbit',
    'oura',
    'spotify',
    'youtube',
  ])
  expect(demo.connections.every((each: { simulated: boolean }) => each.simulated)).toBe(true)
  expect(demo.files.map((each: { integration: string }) => each.integration).toSorted()).toEqual([
    'google-fit',
    'netflix',
    'spotify',
    'tiktok',
    'youtube',
  ])
  for (const { id } of demo.files) {
    // Removed below, as a whole.
    const refused = await send(first, 'POST', `/api/imports/${id}/undo`)
    expect(await refused.json()).toMatchObject({
      code: 'JOBS_NOT_UNDOABLE',
      detail: expect.stringContaining('Remove the demo data'),
    })
    expect(await first.json(`/api/imports/${id}`)).toMatchObject({ undone: null, undo: { possible: false } })
  }
  const fitbit = demo.connections.find((each: { integration: string }) => each.integration === 'fitbit')
  expect((await daysBy(place))[fitbit.id]).toBeGreaterThan(345)
  // Google Fit was left while the watch was worn already: one history of both, in which no day is twice and none is lost.
  const { series } = await first.json(
    `/api/metrics/values?metric=fitbit.steps&metric=google-fit.steps&from=${dateBefore(900)}&to=${dateBefore(0)}`,
  )
  const [joined, fit] = series.map(({ points }: { points: Point[] }) => points) as [Point[], Point[]]
  const dates = joined.map(({ period }) => period)
  expect(new Set(dates).size).toBe(dates.length)
  const own = joined.filter(({ integrations }) => integrations[0] === 'fitbit').map(({ period }) => period)
  expect(own).toHaveLength(
    new Set((await stepsOf(place)).filter(({ source }) => source === 'fitbit').map(({ date }) => date)).size,
  )
  const of = (points: Point[]) => new Map(points.map(({ period, value }) => [period, value]))
  const earlier = fit.filter(({ period }) => !own.includes(period))
  expect(earlier.length).toBeGreaterThan(100)
  for (const { period, value } of earlier) expect(of(joined).get(period)).toBe(value)
  expect(dates).toHaveLength(own.length + earlier.length)
  // The real provider was asked nothing by it, and the real connection is another one.
  expect(place.google.controls.requests()).toHaveLength(asked)
  expect(real).toMatchObject({ simulated: false })
  expect(real.id).not.toBe(fitbit.id)

  await first.stop()
  // One process that answers and another that works: each simulates for itself.
  const second = await place.start(['--no-worker'])
  const worker = place.startWorker()
  await sql`update user_integrations set access_expires_at = now() - interval '1 hour' where simulated`.execute(
    place.db,
  )
  for (const { id, integration } of demo.connections) {
    const queued = await send(second, 'POST', `/api/${integration}/connections/${id}/sync`)
    expect(queued.status, integration).toBe(202)
  }
  const jobs = await waitForJobs(second)
  const manual = jobs.filter(({ trigger }) => trigger === 'manual')
  expect(manual.map(({ status, error }) => ({ status, error }))).toEqual(
    demo.connections.map(() => ({ status: 'succeeded', error: null })),
  )
  // The same days again: nothing that was delivered has other values.
  expect(manual.filter(({ integration }) => integration === 'oura')).toMatchObject([{ updated: 0 }])
  const { rows: renewed } = await sql`
    select integration from user_integrations where simulated and credentials_version > 1`.execute(place.db)
  expect(renewed).toHaveLength(demo.connections.length)
  expect(place.google.controls.requests()).toHaveLength(asked)

  expect((await send(second, 'POST', `/api/fitbit/connections/${real.id}/sync`)).status).toBe(202)
  await waitForJobs(second)
  expect(place.google.controls.requests().length).toBeGreaterThan(asked)

  expect((await send(second, 'DELETE', '/api/demo')).status).toBe(204)
  expect((await send(second, 'DELETE', '/api/demo')).status).toBe(204)
  // But for the sync of the real account meanwhile.
  expect(await place.countRows()).toEqual({ ...before, import_jobs: (before['import_jobs'] ?? 0) + 1 })
  expect((await second.json('/api/connections')).items).toMatchObject([{ id: real.id, status: 'connected' }])
  expect((await second.json('/api/library/items')).items).toHaveLength(2)
  expect(await second.json('/api/demo')).toMatchObject({ state: 'absent' })
  expect(place.google.controls.requests().some(({ path }) => path.endsWith('/revoke'))).toBe(false)
  worker.process.kill('SIGTERM')
  await worker.ended
  await second.stop()
})

test('what a crash left half created is removed as a whole', { timeout: LIMIT }, async () => {
  await using place = await DemoPlace.create()
  let server = await place.start()
  await ownFile(server)
  await waitForJobs(server)
  const before = await place.countRows()
  for (const milliseconds of [0, 80, 250]) {
    expect((await send(server, 'POST', '/api/demo')).status).toBe(202)
    await sleep(milliseconds)
    await server.kill()
    server = await place.start()
    expect((await server.json('/api/demo')).state).toBe('creating')
    expect((await send(server, 'DELETE', '/api/demo')).status).toBe(204)
    expect(await place.countRows(), `after ${milliseconds} ms`).toEqual(before)
  }
  await server.stop()
})

test('a creation and a removal that a crash interrupted are completed by another process', {
  timeout: LIMIT,
}, async () => {
  await using place = await DemoPlace.create()
  const first = await place.start()
  const before = await place.countRows()
  await send(first, 'POST', '/api/demo')
  await first.kill()
  const endLease = sql`update demo_data set leased_until = now() - interval '1 second'`
  await endLease.execute(place.db)
  await using second = await place.start()
  const { connections } = await waitForDemo(second)
  expect(connections).toHaveLength(4)
  await sql`update demo_data set removing_at = now(), leased_until = now() - interval '1 second'`.execute(
    place.db,
  )
  await second.stop()
  await using third = await place.start()
  await expect.poll(() => place.countRows(), { timeout: 20_000 }).toEqual(before)
  expect((await third.json('/api/demo')).state).toBe('absent')
})

test('removed while it is being created, nothing of it comes afterwards', { timeout: LIMIT }, async () => {
  await using place = await DemoPlace.create()
  await using server = await place.start()
  const before = await place.countRows()
  for (const milliseconds of [0, 30, 90, 200]) {
    await send(server, 'POST', '/api/demo')
    await sleep(milliseconds)
    expect((await send(server, 'DELETE', '/api/demo')).status).toBe(204)
  }
  await sleep(500)
  await expect.poll(() => place.countRows()).toEqual(before)
})

test('switched off, demo data cannot be created, reaches no network, and can be removed', {
  timeout: LIMIT,
}, async () => {
  await using place = await DemoPlace.create()
  const first = await place.start()
  const before = await place.countRows()
  await send(first, 'POST', '/api/demo')
  const { connections } = await waitForDemo(first)
  await first.stop()
  await using server = await place.start([], { DEMO_DATA: 'off' })
  expect(await server.json('/api/demo')).toMatchObject({ available: false, state: 'present' })
  const { id } = connections.find((each: { integration: string }) => each.integration === 'fitbit')
  expect((await send(server, 'POST', `/api/fitbit/connections/${id}/sync`)).status).toBe(202)
  await expect
    .poll(
      async () => (await server.json(`/api/jobs?connectionId=${id}&trigger=manual`)).items[0].error?.message,
      {
        timeout: 20_000,
      },
    )
    .toMatch(/switched off/)
  expect(place.google.controls.requests()).toEqual([])
  expect((await send(server, 'DELETE', '/api/demo')).status).toBe(204)
  expect(await place.countRows()).toEqual(before)
  const refused = await send(server, 'POST', '/api/demo')
  expect(await refused.json()).toMatchObject({ status: 409, code: 'DEMO_OFF' })
})
