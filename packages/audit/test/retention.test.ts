import { createKernel, type Kernel } from '@tributary/core'
import { database, databasePlugin } from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AuditPluginOptions, auditPlugin } from '../src/index.ts'

const DAY = 24 * 3_600_000
const NOW = Date.parse('2026-11-28T12:00:00Z')

let place: PreparedDatabase
const kernels: Kernel[] = []

beforeEach(async () => {
  place = await prepareTestDatabase()
})
afterEach(async () => {
  for (const kernel of kernels.splice(0)) await kernel.stop()
  await place.remove()
})

async function boot(options: AuditPluginOptions): Promise<Kernel> {
  const plugins = [databasePlugin(place.options), auditPlugin({ now: () => NOW, ...options })]
  const kernel = createKernel({ plugins })
  await kernel.boot()
  kernels.push(kernel)
  return kernel
}

/** Writes entries of each age, in days. */
async function write(kernel: Kernel, ages: readonly number[], count = 1): Promise<void> {
  for (const age of ages)
    await sql`
      insert into audit_entries (at, actor_kind, action, subject_type, subject_id)
      select ${new Date(NOW - age * DAY)}::timestamptz, 'server', 'updated', 'user', ${String(age)}
      from generate_series(1, ${count}::integer)`.execute(kernel.getService(database).tables())
}

async function readAges(kernel: Kernel): Promise<number[]> {
  const { rows } = await sql<{ age: number }>`
    select distinct subject_id::integer as age from audit_entries order by age`.execute(
    kernel.getService(database).tables(),
  )
  return rows.map(({ age }) => age)
}

test('entries older than two years are deleted in batches, by each process that works jobs', async () => {
  const api = await boot({ worker: false })
  await write(api, [0, 729])
  await write(api, [731, 900], 1_200)
  expect(await readAges(api)).toEqual([0, 729, 731, 900])
  await Promise.all([boot({ lookMilliseconds: 20 }), boot({ lookMilliseconds: 20 })])
  await expect.poll(() => readAges(api)).toEqual([0, 729])
  await write(api, [800])
  await expect.poll(() => readAges(api)).toEqual([0, 729])
})

test('the retention can be shorter', async () => {
  const api = await boot({ worker: false })
  await write(api, [29, 31])
  await boot({ retentionDays: 30 })
  await expect.poll(() => readAges(api)).toEqual([29])
})

test('without a retention, and in a process without a worker, nothing is deleted', async () => {
  const api = await boot({ worker: false, lookMilliseconds: 10 })
  await write(api, [9_000])
  await boot({ retentionDays: 0, lookMilliseconds: 10 })
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(await readAges(api)).toEqual([9_000])
})
