import { randomUUID } from 'node:crypto'
import type { MigrationSet } from '@tributary/database'
import { startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import { type Kysely, type KyselyPlugin, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMetrics } from '../src/migrations/0001-create-metrics.ts'
import { countAttempts } from '../src/migrations/0002-count-attempts.ts'
import { valuesOfConnections } from '../src/migrations/0003-values-of-connections.ts'
import { createEvents } from '../src/migrations/0004-create-events.ts'
import { followChanges } from '../src/migrations/0005-follow-changes.ts'
import { indexMetricChanges } from '../src/migrations/0006-index-changes.ts'
import { partitionMeasurements } from '../src/migrations/0009-partition-measurements.ts'

/** Three batches. */
const ROWS = 40_000

/** What measurements need of the versions before. */
const metrics: MigrationSet = {
  '0000-create-users': {
    up: (db) => sql`create table users (id text primary key)`.execute(db).then(() => {}),
  },
  '0001-create-metrics': createMetrics,
  '0002-count-attempts': countAttempts,
  '0003-values-of-connections': valuesOfConnections,
  '0004-create-events': createEvents,
  '0005-follow-changes': followChanges,
  '0006-index-changes': indexMetricChanges,
}

let place: TestDatabase
let db: Kysely<unknown>
beforeEach(async () => {
  place = await startTestDatabase({ migrations: { metrics } })
  db = place.database.tables()
})
afterEach(() => place.stop())

/** Rows of forty years, of two persons and connections, written and changed by several transactions. */
async function fill(): Promise<void> {
  for (const [user, connection] of [
    ['ada', randomUUID()],
    ['bob', randomUUID()],
  ])
    await sql`
      insert into measurements (user_id, source, connection_id, external_id, metric, measured_at, value, unit)
      select ${user}, 'watch', ${connection}::uuid, 'beat ' || n, 'watch.pulse',
        timestamptz '1995-01-01' + n * interval '18 h', n, 'bpm'
      from generate_series(1, ${sql.lit(ROWS / 2)}) as n`.execute(db)
  await sql`update measurements set value = value + 1 where id % 7 = 0`.execute(db)
  await sql`delete from measurements where id % 11 = 0`.execute(db)
}

const digest = async () => {
  const { rows } = await sql<{ rows: number; hash: string }>`
    select count(*)::integer as rows, sum(hashtextextended(
      concat_ws('|', id, user_id, source, external_id, metric, measured_at, value, unit, updated_at, connection_id, change_number), 0
    ))::text as hash from measurements`.execute(db)
  return rows[0]
}

/** Fails before the statement of a number, as if the process had been killed there: the transaction that it is in is lost. */
function killedAt(number: number): KyselyPlugin & { readonly isReached: () => boolean } {
  let left = number
  return {
    isReached: () => left < 0,
    transformQuery({ node }) {
      left -= 1
      if (left < 0) throw new Error('killed')
      return node
    },
    transformResult: async ({ result }) => result,
  }
}

test('keeps every row of a database of before, wherever it is killed, and is done then', async () => {
  await fill()
  const before = await digest()
  let kills = 0
  // Each run gets one statement further than the last one, and goes on where that has committed.
  for (let isDone = false; !isDone; ) {
    const plugin = killedAt(kills)
    await partitionMeasurements.up(db.withPlugin(plugin)).catch(() => {})
    isDone = !plugin.isReached()
    if (!isDone) kills += 1
  }
  expect(kills).toBeGreaterThan(20)
  expect(await digest()).toEqual(before)
  expect(await leftovers()).toEqual([])
})

test('puts rows into the partition of their year, goes on with the ids, and follows changes as before', async () => {
  await fill()
  const { rows: ids } = await sql<{ last: number }>`select max(id) as last from measurements`.execute(db)
  await partitionMeasurements.up(db)
  const { rows } = await sql<{ partition: string; from: Date; to: Date }>`
    select tableoid::regclass::text as partition, min(measured_at) as from, max(measured_at) as to
    from measurements group by 1 order by 2`.execute(db)
  expect(rows[0]).toMatchObject({ partition: 'measurements_before_2000' })
  expect(rows.slice(1).map(({ partition }) => partition)).toEqual(
    Array.from({ length: rows.length - 1 }, (_, index) => `measurements_${2000 + index}`),
  )
  for (const { partition, from, to } of rows.slice(1))
    expect([from.getUTCFullYear(), to.getUTCFullYear()]).toEqual(Array(2).fill(Number(partition.slice(-4))))
  const { rows: added } = await sql<{ id: number }>`
    insert into measurements (user_id, source, external_id, metric, measured_at, value, unit)
    values ('ada', 'watch', 'new', 'watch.pulse', now(), 1, 'bpm') returning id`.execute(db)
  expect(added[0]?.id).toBeGreaterThan(ids[0]?.last ?? 0)
  await sql`delete from deleted_records`.execute(db)
  const numbers = sql<{ before: number; after: number }>`
    with before as (select id, change_number from measurements where external_id in ('beat 2', 'beat 9000'))
    select min(before.change_number) as before from before`
  const { rows: first } = await numbers.execute(db)
  await sql`update measurements set value = -1 where external_id in ('beat 2', 'beat 9000')`.execute(db)
  expect((await numbers.execute(db)).rows[0]?.before).toBeGreaterThan(first[0]?.before ?? 0)
  await sql`delete from measurements where external_id = 'beat 9000'`.execute(db)
  const { rows: gone } = await sql<{ user_id: string }>`
    select user_id from deleted_records where type = 'measurement' order by user_id`.execute(db)
  expect(gone).toEqual([{ user_id: 'ada' }, { user_id: 'bob' }])
})

test('refuses what processes of the earlier version write meanwhile, which their jobs try again later', async () => {
  await fill()
  await partitionMeasurements.up(db.withPlugin(killedAt(11))).catch(() => {})
  const write = () => sql`update measurements set value = 0 where external_id = 'beat 2'`.execute(db)
  await expect(write()).rejects.toThrow('being migrated')
  expect((await digest())?.rows).toBeGreaterThan(ROWS / 2)
  await partitionMeasurements.up(db)
  await expect(write()).resolves.toBeDefined()
})

test('begins again if the rows are in other places, as after a dump was restored', async () => {
  await fill()
  const before = await digest()
  await killInSecondBatch()
  await sql`alter table measurements disable trigger measurements_being_migrated`.execute(db)
  await sql`vacuum full measurements`.execute(db)
  await sql`alter table measurements enable trigger measurements_being_migrated`.execute(db)
  await partitionMeasurements.up(db)
  expect(await digest()).toEqual(before)
})

async function killInSecondBatch(): Promise<void> {
  const { rows: blocks } = await sql<{ next: number }>`select 0 as next`.execute(db)
  for (let number = 40; (blocks.at(-1)?.next ?? 0) === 0; number += 5) {
    await partitionMeasurements.up(db.withPlugin(killedAt(number))).catch(() => {})
    const { rows } = await sql<{
      next: number
    }>`select next_block as next from measurements_partitioning`.execute(db)
    blocks.push(...rows)
  }
}

/** What the migration makes for itself. */
async function leftovers(): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select relname from pg_class where relname like 'measurements_partitioned%' or relname like '%partitioning%'
    union all select proname from pg_proc where proname like 'refuse_%'`.execute(db)
  return rows
}
