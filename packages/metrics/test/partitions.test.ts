import { explainQueries } from '@tributary/database/testing'
import type { MeasurementRecord } from '@tributary/integration-kit'
import { type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { listMeasuredSpans, listMeasurements } from '../src/measurement-store.ts'
import { createPartitions, createPartitionsAhead } from '../src/partitions/create-partitions.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const CONNECTION = '11111111-1111-4111-8111-111111111111'

let server: MetricsServer
let db: Kysely<MetricsTables>
beforeAll(async () => {
  server = await startMetrics()
  db = server.database.tables<MetricsTables>()
})
afterEach(async () => {
  await sql`delete from measurements`.execute(db)
  await sql`delete from deleted_records`.execute(db)
})
afterAll(() => server.stop())

const at = (measuredAt: string, externalId = measuredAt, value = 60): MeasurementRecord => ({
  externalId,
  metric: 'pulse',
  measuredAt,
  value,
  unit: 'bpm',
})

/** Where the measurements are, and what they are. */
async function stored() {
  const { rows } = await sql<{
    partition: string
    id: number
    external_id: string
    value: number
    number: number
  }>`
    select tableoid::regclass::text as partition, id, external_id, value, change_number as number
    from measurements order by measured_at`.execute(db)
  return rows
}

async function partitions(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'measurements'::regclass order by 1`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

const thisYear = () => new Date().getUTCFullYear()

describe('partitions', () => {
  test('of this year and the next exist before anything is measured', async () => {
    expect(await partitions()).toEqual([`measurements_${thisYear()}`, `measurements_${thisYear() + 1}`])
  })

  test('of another year are created by the page that needs them, in UTC, and those of nonsense years are two', async () => {
    const instants = [
      '0001-01-01T00:00:00Z',
      '1999-12-31T23:59:59.999Z',
      '2000-01-01T00:00:00Z',
      '2015-12-31T23:30:00-01:00',
      '2099-12-31T23:59:59Z',
      '2100-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
    ]
    const records = instants.map((instant) => at(instant))
    expect(await server.ada.measure(records)).toEqual({ inserted: 7, updated: 0, unchanged: 0 })
    expect((await stored()).map(({ partition }) => partition)).toEqual([
      'measurements_before_2000',
      'measurements_before_2000',
      'measurements_2000',
      'measurements_2016',
      'measurements_2099',
      'measurements_after_2099',
      'measurements_after_2099',
    ])
    expect(await server.ada.measure(records)).toEqual({ inserted: 0, updated: 0, unchanged: 7 })
  })

  test('are created once by pages that need them at the same time, and reads go on meanwhile', async () => {
    const page = [at('2003-05-01T00:00:00Z'), at('2004-05-01T00:00:00Z')]
    const [created, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const creating = server.database.transaction<MetricsTables, void>(async (trx) => {
      await createPartitions(trx, ['2003'])
      created.resolve()
      await commit.promise
    })
    await created.promise
    expect((await listMeasurements(db, { userId: server.ada.id, filter: {}, limit: 5 })).items).toEqual([])
    expect(await server.bob.measure([at('2026-01-01T00:00:00Z')])).toMatchObject({ inserted: 1 })
    commit.resolve()
    await creating
    const counts = await Promise.all([
      server.ada.measure(page, 'bracelet', CONNECTION),
      server.bob.measure(page),
      server.ada.measure(page, 'ring'),
    ])
    expect(counts.map(({ inserted }) => inserted)).toEqual([2, 2, 2])
    expect((await partitions()).filter((name) => /200[34]/.test(name))).toEqual([
      'measurements_2003',
      'measurements_2004',
    ])
  })

  test('are created ahead once, by any number of processes', async () => {
    await sql.raw(`drop table measurements_${thisYear() + 1}`).execute(db)
    await Promise.all(
      [1, 2, 3].map(() => server.database.transaction<MetricsTables, void>(createPartitionsAhead)),
    )
    expect(await partitions()).toContain(`measurements_${thisYear() + 1}`)
  })

  test('vacuum and analyze early, since rows are inserted only', async () => {
    const { rows } = await sql<{ options: string[] }>`
      select reloptions as options from pg_class where relname = ${`measurements_${thisYear()}`}`.execute(db)
    expect(rows[0]?.options).toContain('autovacuum_vacuum_insert_scale_factor=0.02')
  })
})

describe('a measurement whose instant was corrected', () => {
  test('moves to the partition of its year and keeps its id; it counts as changed, not as deleted', async () => {
    await server.ada.measure([at('2024-12-31T23:00:00Z', 'a'), at('2024-06-01T00:00:00Z', 'b')])
    const before = await stored()
    const corrected = [
      at('2025-01-01T01:00:00Z', 'a', 61),
      at('2024-06-01T00:00:00Z', 'b'),
      at('2025-06-01T00:00:00Z', 'c'),
    ]
    expect(await server.ada.measure(corrected)).toEqual({ inserted: 1, updated: 1, unchanged: 1 })
    const after = await stored()
    expect(after).toMatchObject([
      { ...before[0], external_id: 'b' },
      { id: before[1]?.id, partition: 'measurements_2025', external_id: 'a', value: 61 },
      { external_id: 'c' },
    ])
    expect(after[1]?.number).toBeGreaterThan(before[1]?.number ?? 0)
    const { rows } = await sql`select from deleted_records where type = 'measurement'`.execute(db)
    expect(rows).toHaveLength(0)
  })

  test('is one measurement when both instants are delivered at the same time', async () => {
    await Promise.all(
      ['2019-01-01T00:00:00Z', '2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z', '2022-01-01T00:00:00Z'].map(
        (instant) => server.ada.measure([at(instant, 'one')], 'bracelet', CONNECTION),
      ),
    )
    expect(await stored()).toHaveLength(1)
  })

  test('is not that of another person, integration or connection with the same external id', async () => {
    await server.ada.measure([at('2024-01-01T00:00:00Z', 'a')])
    await server.ada.measure([at('2025-01-01T00:00:00Z', 'a')], 'bracelet', CONNECTION)
    await server.ada.measure([at('2025-01-01T00:00:00Z', 'a')], 'ring')
    await server.bob.measure([at('2025-01-01T00:00:00Z', 'a')])
    expect(await stored()).toHaveLength(4)
  })
})

test('deletions are recorded, in each partition', async () => {
  await server.ada.measure([at('2024-01-01T00:00:00Z'), at('2025-01-01T00:00:00Z')])
  const ids = (await stored()).map(({ id }) => String(id))
  await sql`delete from measurements where user_id = ${server.ada.id}`.execute(db)
  const { rows } = await sql<{ id: string }>`
    select id from deleted_records where type = 'measurement' order by id`.execute(db)
  expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
})

describe('reading', () => {
  test('a time range plans for the partitions of the range alone', async () => {
    await server.ada.measure([2019, 2020, 2021, 2022].map((year) => at(`${year}-01-01T00:00:00Z`)))
    const filter = {
      metric: 'bracelet.pulse',
      fromTime: new Date('2020-03-01'),
      toTime: new Date('2021-02-01'),
    }
    const [plan] = await explainQueries<MetricsTables>(server.database.pool, (tables) =>
      listMeasurements(tables, { userId: server.ada.id, filter, limit: 50 }),
    )
    expect(new Set(plan?.match(/measurements_20\d\d(?=")/g))).toEqual(
      new Set(['measurements_2020', 'measurements_2021']),
    )
  })

  test('the newest page, and the first and last instants, read partitions in their order and stop early', async () => {
    await server.ada.measure([2019, 2020, 2021, 2022].map((year) => at(`${year}-01-01T00:00:00Z`)))
    const plans = await explainQueries<MetricsTables>(
      server.database.pool,
      async (tables) => {
        await listMeasurements(tables, { userId: server.ada.id, filter: {}, limit: 2 })
        await listMeasuredSpans(tables, server.ada.id, ['bracelet.pulse'])
      },
      { withoutSeqScans: true },
    )
    for (const plan of plans) {
      expect(plan).toContain('"Node Type":"Append"')
      expect(plan).not.toMatch(/"Node Type":"(Sort|Seq Scan)"/)
    }
    const spans = await listMeasuredSpans(db, server.ada.id, ['bracelet.pulse'])
    expect(spans.get('bracelet.pulse')).toEqual({ firstDate: '2019-01-01', lastDate: '2022-01-01' })
  })
})
