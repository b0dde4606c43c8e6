import { readFileSync } from 'node:fs'
import { accounts, accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { jobsPlugin } from '@tributary/jobs'
import { metricsPlugin } from '@tributary/metrics'
import { secretsPlugin } from '@tributary/secrets'
import { settingsPlugin } from '@tributary/settings'
import type { InjectOptions } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryDirectory } from './server-process.ts'

const ADMIN = { email: 'ada@example.org', password: 'correct horse battery' }
const NOW = Date.parse('2026-11-30T15:00:00Z')

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let place: PreparedDatabase
let kernel: Kernel
let send: (request: InjectOptions) => Promise<{ readonly statusCode: number; json<T>(): T }>

beforeAll(async () => {
  directory = await temporaryDirectory()
  place = await prepareTestDatabase()
  kernel = createKernel({
    plugins: [
      databasePlugin(place.options),
      accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
      secretsPlugin({ dataDir: directory.path }),
      settingsPlugin({ environment: {} }),
      jobsPlugin({ worker: false }),
      metricsPlugin({ retentionMilliseconds: 20, now: () => NOW }),
    ],
  })
  await kernel.boot()
  const { id } = await kernel.getService(accounts).createUser({ ...ADMIN, role: 'admin' })
  const { cookies } = await kernel.app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: ADMIN,
  })
  const session = Object.fromEntries(cookies.map(({ name, value }) => [name, value]))
  send = (request) => kernel.app.inject({ ...request, cookies: session })
  await sql`
    insert into measurements (user_id, source, external_id, metric, measured_at, value, unit, updated_at)
    select ${id}, 'watch', n, 'watch.pulse', '2026-10-21T00:00:00Z'::timestamptz + n * interval '1 min', n, 'bpm', now() - interval '1 day'
    from generate_series(1, 3) as n`.execute(kernel.getService(database).tables())
})

afterAll(async () => {
  await kernel.stop()
  await place.remove()
  await directory[Symbol.asyncDispose]()
})

const list = async () => {
  const reply = await send({ method: 'GET', url: '/api/metrics/measurements' })
  return reply.json<{ items: { value: number; summary: object | null }[] }>().items
}
const rule = async () =>
  (await send({ method: 'GET', url: '/api/metrics/measurements/retention' })).json<object>()
const change = (values: object) =>
  send({ method: 'PATCH', url: '/api/admin/settings/metrics', payload: { values } })

test('an administrator has old measurements summarized, which are all kept until then', async () => {
  const form = await send({ method: 'GET', url: '/api/admin/settings/metrics' })
  expect(form.json()).toMatchObject({
    fields: [
      { key: 'keepMeasurementDays', value: 0 },
      { key: 'summarizeBy', value: 'hour' },
    ],
  })
  expect(await list()).toHaveLength(3)
  expect(await rule()).toEqual({ keepDays: null, resolution: null, keptFrom: null })
  expect((await change({ keepMeasurementDays: -1 })).statusCode).toBe(400)
  expect((await change({ keepMeasurementDays: 30, summarizeBy: 'day' })).statusCode).toBe(200)
  expect(await rule()).toEqual({ keepDays: 30, resolution: 'day', keptFrom: '2026-10-31T00:00:00.000Z' })
  await expect
    .poll(list)
    .toMatchObject([{ value: 2, summary: { resolution: 'day', count: 3, minimum: 1, maximum: 3 } }])
})

test.each(['README.md', 'packages/operations/docs/growing.md'])(
  'the request of %s is accepted',
  async (path) => {
    const text = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
    const [, body = ''] = /settings\/metrics --json '([^']+)'/.exec(text) ?? []
    const { values } = JSON.parse(body) as { readonly values: { readonly keepMeasurementDays: number } }
    expect((await change(values)).statusCode).toBe(200)
    expect(await rule()).toMatchObject({ keepDays: values.keepMeasurementDays, resolution: 'hour' })
  },
)
