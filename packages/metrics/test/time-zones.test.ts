import type { DatabaseOptions } from '@tributary/database'
import { datesIn } from '@tributary/integration-kit/dates'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

/** Days around which daylight saving starts and ends in these zones. */
const ZONES = [
  ['America/New_York', '2025-03-09', '2025-11-02'],
  ['Europe/Berlin', '2025-03-30', '2025-10-26'],
  ['Pacific/Auckland', '2025-09-28', '2025-04-06'],
] as const

/** Every session of the database server in that zone. */
function inZone(zone: string) {
  return (options: DatabaseOptions): DatabaseOptions => {
    const url = new URL(options.databaseUrl ?? '')
    url.searchParams.set('options', `-c TimeZone=${zone}`)
    return { ...options, databaseUrl: url.href }
  }
}

describe.each(ZONES)(
  'with the server and the database in a time zone with daylight saving (%s)',
  (zone, forth, back) => {
    const before = process.env['TZ']
    let server: MetricsServer
    beforeAll(async () => {
      process.env['TZ'] = zone
      server = await startMetrics({ databaseOptions: inZone(zone) })
    })
    afterAll(async () => {
      await server.stop()
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    })
    afterEach(async () => {
      await tables().deleteFrom('daily_metric_values').execute()
      await tables().deleteFrom('metric_coverage').execute()
    })
    const tables = () => server.database.tables<MetricsTables>()

    test('the zone is set in this process and in the database', async () => {
      const offsets = [forth, back].map((date) => new Date(`${date}T12:00:00Z`).getTimezoneOffset())
      expect(offsets[0]).not.toBe(offsets[1])
      // Each of our connections sets its own zone; this is the default of the database.
      const { rows } = await sql<{ zone: string }>`
        select reset_val as zone from pg_settings where name = 'TimeZone'`.execute(tables())
      expect(rows).toEqual([{ zone }])
    })

    test.each([forth, back])('no date around %s is shifted, lost or duplicated', async (change) => {
      const { ada } = server
      const from = `${change.slice(0, 8)}01`
      const dates = datesIn({ startDate: from, endDate: `${change.slice(0, 8)}30` })
      await ada.deliver(
        dates.map((date) => ({ field: 'steps', date, value: Number(date.slice(8)) })),
        { covers: { startDate: from, endDate: dates.at(-1) ?? '' } },
      )
      for (const date of dates) {
        await ada.put(`/api/metrics/values/bracelet.note/${date}`, { value: `of ${date}` })
      }
      const range = `from=${from}&to=${dates.at(-1)}`
      const { series } = (
        await ada.get(`/api/metrics/values?metric=bracelet.steps&metric=bracelet.note&${range}`)
      ).json<{ series: { points: { period: string; value: unknown }[] }[] }>()
      expect(series[0]?.points.map(({ period, value }) => [period, value])).toEqual(
        dates.map((date) => [date, Number(date.slice(8))]),
      )
      expect(series[1]?.points.map(({ period, value }) => [period, value])).toEqual(
        dates.map((date) => [date, `of ${date}`]),
      )
      const { streams } = (
        await ada.get(`/api/metrics/coverage?integration=bracelet&stream=daily-activity&per=day&${range}`)
      ).json<{ streams: { ranges: { from: string; state: string }[] }[] }>()
      expect(streams[0]?.ranges.map((day) => [day.from, day.state])).toEqual(
        dates.map((date) => [date, 'covered']),
      )
      const exported = (await ada.get(`/api/metrics/export?metric=bracelet.steps`)).body.trimEnd().split('\n')
      expect(exported.map((line) => (JSON.parse(line) as { date: string }).date)).toEqual(dates)
      const view = await tables()
        .selectFrom('daily_metrics')
        .select(['date', 'steps'])
        .orderBy('date')
        .execute()
      expect(view).toEqual(dates.map((date) => ({ date, steps: Number(date.slice(8)) })))
    })

    test('a failure marks each day of its window once', async () => {
      const month = forth.slice(0, 8)
      await server.ada.fail({ startDate: `${month}01`, endDate: `${month}30` })
      const rows = await tables().selectFrom('metric_coverage').select('date').orderBy('date').execute()
      expect(rows.map(({ date }) => date)).toEqual(
        datesIn({ startDate: `${month}01`, endDate: `${month}30` }),
      )
    })

    test('an instant is unchanged', async () => {
      const instants = [`${forth}T02:30:00.000Z`, `${back}T01:30:00.000Z`, `${back}T06:30:00.000Z`]
      await server.ada.measure(
        instants.map((measuredAt, n) => ({
          externalId: `${n}`,
          metric: 'x',
          measuredAt,
          value: n,
          unit: 'u',
        })),
      )
      const { items } = (await server.ada.get('/api/metrics/measurements')).json<{
        items: { measuredAt: string }[]
      }>()
      expect(new Set(items.map(({ measuredAt }) => measuredAt))).toEqual(new Set(instants))
    })
  },
)
