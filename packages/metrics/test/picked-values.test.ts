import { randomBytes } from 'node:crypto'
import { explainQueries } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MetricsTables } from '../src/tables.ts'
import { listPickedValues } from '../src/value-store.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const DAYS = 2_000
const PEOPLE = 10

/** As long as a text may be, and too long for an index, however it is compressed. */
const LONG = randomBytes(5_000).toString('hex')

let server: MetricsServer
const db = () => server.database.tables<MetricsTables>()

beforeAll(async () => {
  server = await startMetrics()
  // By day, as syncs write them: the rows of a person lie among those of all others.
  await sql`
    insert into daily_metric_values (user_id, date, metric, source, number_value, unit)
    select 'person-' || person, date '2020-01-01' + day, metric, 'test', day, 'steps'
    from generate_series(0, ${DAYS - 1}::integer) as day, generate_series(1, ${PEOPLE}::integer) as person,
      unnest(array['test.steps', 'test.floors']) as metric`.execute(db())
  await sql`
    insert into daily_metric_values (user_id, date, metric, source, number_value, time_value, text_value, boolean_value)
    values
      ('person-1', '2020-02-01', 'test.mood', 'test', null, null, ${LONG}, null),
      ('person-1', '2020-02-02', 'test.mood', 'manual', null, null, 'glad', null),
      ('person-1', '2020-02-02', 'test.mood', 'test', null, null, 'tired', null),
      ('person-1', '2020-02-02', 'test.bedtime', 'test', null, '22:30', null, null),
      ('person-1', '2020-02-02', 'test.rested', 'test', null, null, null, false)`.execute(db())
  await sql`vacuum analyze daily_metric_values`.execute(db())
})
afterAll(() => server.stop())

const query = (metrics: readonly string[], from: string, to: string) => ({
  userId: 'person-1',
  places: metrics.map((metric) => ({ shown: metric, metric, place: 0 })),
  from,
  to,
})

test('years of a metric are read from the index alone', async () => {
  const years = query(['test.steps'], '2020-01-01', '2030-01-01')
  const [plan] = await explainQueries<MetricsTables>(server.database.pool, (tables) =>
    listPickedValues(tables, years),
  )
  expect(plan).toMatch(/"Node Type":"Index Only Scan"[^{}]*"Index Name":"daily_metric_values_series"/)
  const values = await listPickedValues(db(), years)
  expect(values).toHaveLength(DAYS)
  expect(values.at(-1)).toEqual({
    metric: 'test.steps',
    date: '2025-06-22',
    integration: 'test',
    value: DAYS - 1,
  })
})

test('values of each type are read, texts of any length', async () => {
  const all = query(['test.mood', 'test.bedtime', 'test.rested'], '2020-02-01', '2020-02-02')
  const values = await listPickedValues(db(), all)
  expect(values.map(({ metric, date, value }) => [metric, date, value])).toEqual([
    ['test.bedtime', '2020-02-02', '22:30'],
    ['test.mood', '2020-02-01', LONG],
    // Entered by hand, which is shown first.
    ['test.mood', '2020-02-02', 'glad'],
    ['test.rested', '2020-02-02', false],
  ])
})
