import { explainQueries } from '@tributary/database/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listEvents } from '../src/events/event-store.ts'
import { listMeasurements } from '../src/measurement-store.ts'
import type { MetricsTables } from '../src/tables.ts'
import { listAllValues } from '../src/value-store.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

type Db = Kysely<MetricsTables>

interface Page {
  readonly updatedSince: Date
  readonly limit: number
  readonly cursor?: string | undefined
}

const LISTS = {
  daily_metric_values: (db: Db, userId: string, page: Page) =>
    listAllValues(db, { userId, cursor: undefined, ...page }),
  measurements: (db: Db, userId: string, { updatedSince, ...page }: Page) =>
    listMeasurements(db, { userId, filter: { updatedSince }, ...page }),
  events: (db: Db, userId: string, { updatedSince, ...page }: Page) =>
    listEvents(db, { userId, filter: { updatedSince }, ...page }),
} as const

describe.each(Object.keys(LISTS) as (keyof typeof LISTS)[])('%s written since an instant', (table) => {
  let server: MetricsServer
  beforeAll(async () => {
    server = await startMetrics()
    const db = server.database.tables()
    const { id } = server.ada
    const minute = sql`timestamptz '2026-01-01' + n * interval '1 min'`
    if (table === 'daily_metric_values')
      await sql`
        insert into daily_metric_values (user_id, date, metric, source, number_value, updated_at)
        select ${id}, date '1900-01-01' + n, 'test.steps', 'test', 1, ${minute} from generate_series(1, 40000) as n`.execute(
        db,
      )
    if (table === 'measurements')
      await sql`
        insert into measurements (user_id, source, external_id, metric, measured_at, value, unit, updated_at)
        select ${id}, 'test', n, 'test.pulse', ${minute}, 1, '1', ${minute} from generate_series(1, 40000) as n`.execute(
        db,
      )
    if (table === 'events')
      await sql`
        insert into events (
          user_id, source, external_id, job_id, stream, type, title, started_at, date, "values", raw, updated_at)
        select ${id}, 'test', n, gen_random_uuid(), 'runs', 'run', 'Run', ${minute}, '2026-01-01', '{}', '{}', ${minute}
        from generate_series(1, 40000) as n`.execute(db)
    await sql`analyze ${sql.table(table)}`.execute(db)
  })
  afterAll(() => server.stop())

  const page = { updatedSince: new Date(Date.parse('2026-01-01T00:00:00Z') + 39_900 * 60_000), limit: 50 }

  it('are read by index, and not all of the person', async () => {
    const list = (db: Db) => LISTS[table](db, server.ada.id, page)
    const [plan] = await explainQueries(server.database.pool, list)
    // Of a partition it is called by its columns.
    expect(plan).toContain(
      table === 'measurements' ? 'measurements_2026_updated_at_idx' : `${table}_by_update`,
    )
  })

  it('have cursors that are refused with another instant', async () => {
    const list = (asked: Page) => LISTS[table](server.database.tables(), server.ada.id, asked)
    const { nextCursor, items } = await list(page)
    const cursor = nextCursor ?? ''
    expect([items.length, (await list({ ...page, cursor })).items.length]).toEqual([50, 50])
    const other = { ...page, cursor, updatedSince: new Date(page.updatedSince.getTime() + 1) }
    await expect(list(other)).rejects.toMatchObject({ code: 'DATABASE_BAD_CURSOR' })
  })
})
