import type { Database } from '@tributary/database'
import { explainQueries } from '@tributary/database/testing'
import type { MeasurementRecord } from '@tributary/integration-kit'
import { type Kysely, type KyselyPlugin, sql, type Transaction } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { listMeasurements } from '../src/measurement-store.ts'
import { measurementSink } from '../src/record-sinks.ts'
import { RetentionLoop } from '../src/retention/retention-loop.ts'
import type { RetentionRule } from '../src/retention/retention-rule.ts'
import { summarizeSlice } from '../src/retention/summary-store.ts'
import type { MetricsTables } from '../src/tables.ts'
import { type MetricsServer, startMetrics } from './metrics-server.ts'

const CONNECTION = '11111111-1111-4111-8111-111111111111'
const NOW = Date.parse('2026-11-29T15:00:00Z')
/** All before 2026-11-19 expires. */
const RULE: RetentionRule = { keepDays: 10, resolution: 'hour' }

let server: MetricsServer
let db: Kysely<MetricsTables>
beforeAll(async () => {
  server = await startMetrics()
  db = server.database.tables<MetricsTables>()
})
beforeEach(async () => {
  await sql`truncate measurements, measurement_summaries, measurement_imports, measurement_retention`.execute(
    db,
  )
  await sql`delete from deleted_records`.execute(db)
})
afterAll(() => server.stop())

const at = (measuredAt: string, value: number): MeasurementRecord => ({
  externalId: measuredAt,
  metric: 'pulse',
  measuredAt,
  value,
  unit: 'bpm',
})

/** Delivers measurements long ago, so that none is too fresh. */
async function deliver(
  records: readonly MeasurementRecord[],
  person = server.ada,
  connectionId: string | null = CONNECTION,
) {
  const counts = await person.measure(records, 'bracelet', connectionId)
  await sql`update measurements set updated_at = now() - interval '1 day'`.execute(db)
  return counts
}

function loopOf(database: Database = server.database, rule: RetentionRule | 'none' = RULE): RetentionLoop {
  return new RetentionLoop({
    database,
    readRule: async () => (rule === 'none' ? undefined : rule),
    now: () => NOW,
    milliseconds: 3_600_000,
    onError: (error) => {
      throw error
    },
  })
}

const summarize = (rule: RetentionRule | 'none' = RULE) => loopOf(server.database, rule).look()

interface Shown {
  readonly id: string
  readonly measuredAt: string
  readonly value: number
  readonly summary: object | null
}

async function shown(query = ''): Promise<readonly Shown[]> {
  const reply = await server.ada.get(`/api/metrics/measurements?order=asc&limit=200${query}`)
  expect(reply.statusCode).toBe(200)
  return reply.json<{ items: Shown[] }>().items
}

async function partitions(): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select inhrelid::regclass::text as name from pg_inherits where inhparent = 'measurements'::regclass order by 1`.execute(
    db,
  )
  return rows.map(({ name }) => name)
}

/** How many measurements are stored or were summarized, and their sum. */
async function total() {
  const { rows } = await sql<{ count: number; sum: number }>`
    select sum(count)::integer as count, sum(sum) as sum from (
      select count(*) as count, sum(value) as sum from measurements
      union all select sum(count), sum(sum) from measurement_summaries
    ) as both_tables`.execute(db)
  return rows[0]
}

interface Counted {
  readonly count: number
  readonly resolution: string
}

const minutes = (day: string, count: number, from = 0) =>
  Array.from({ length: count }, (_, n) =>
    at(new Date(Date.parse(`${day}T00:00:00Z`) + (from + n) * 60_000).toISOString(), from + n),
  )

test('without a rule everything is kept', async () => {
  await deliver(minutes('2015-01-01', 10))
  await summarize('none')
  expect(await total()).toEqual({ count: 10, sum: 45 })
  expect(await shown()).toHaveLength(10)
  expect(await partitions()).toContain('measurements_2015')
})

describe('expired measurements', () => {
  test('are replaced by a row per hour with the lowest, highest and average value, in the same list', async () => {
    await deliver([
      at('2026-11-18T10:00:00Z', 50),
      at('2026-11-18T10:30:00Z', 70),
      at('2026-11-18T10:59:59.999Z', 90),
      at('2026-11-18T11:00:00Z', 100),
      at('2026-11-18T23:59:59Z', 61),
      at('2026-11-19T00:00:00Z', 62),
    ])
    await summarize()
    const items = await shown()
    expect(items.map(({ measuredAt, value, summary }) => [measuredAt, value, summary])).toEqual([
      ['2026-11-18T10:00:00.000Z', 70, { resolution: 'hour', count: 3, minimum: 50, maximum: 90 }],
      ['2026-11-18T11:00:00.000Z', 100, { resolution: 'hour', count: 1, minimum: 100, maximum: 100 }],
      ['2026-11-18T23:00:00.000Z', 61, { resolution: 'hour', count: 1, minimum: 61, maximum: 61 }],
      ['2026-11-19T00:00:00.000Z', 62, null],
    ])
    expect(items[0]?.id).toMatch(/^summary-\d+$/)
    expect(await total()).toEqual({ count: 6, sum: 433 })
  })

  test.each([
    ['minute', '2026-11-01T10:07:00.000Z'],
    ['day', '2026-11-01T00:00:00.000Z'],
  ] as const)('are replaced by a row per %s, as the rule says', async (resolution, start) => {
    await deliver([at('2026-11-01T10:07:08Z', 60), at('2026-11-01T10:07:30Z', 80)])
    await summarize({ keepDays: 10, resolution })
    expect(await shown()).toMatchObject([
      { measuredAt: start, value: 70, summary: { resolution, count: 2, minimum: 60, maximum: 80 } },
    ])
  })

  test('keep persons, connections, metrics and units apart', async () => {
    const one = at('2026-11-01T10:00:00Z', 1)
    await deliver([
      one,
      { ...one, externalId: 'b', metric: 'weight' },
      { ...one, externalId: 'c', unit: 'Hz' },
    ])
    await deliver([one], server.ada, null)
    await deliver([one], server.bob)
    await summarize()
    const { rows } = await sql`select from measurement_summaries where count = 1`.execute(db)
    expect(rows).toHaveLength(5)
  })

  test('are found by metric and catalogued, though no single one is left', async () => {
    await deliver([at('2020-02-03T10:00:00Z', 1), at('2020-05-06T10:00:00Z', 1)])
    await summarize()
    expect(
      await shown('&metric=bracelet.pulse&fromTime=2020-01-01T00:00:00Z&toTime=2020-03-01T00:00:00Z'),
    ).toHaveLength(1)
    expect(await shown(`&connectionId=${CONNECTION}`)).toHaveLength(2)
    await server.ada.measure([{ ...at('2020-02-03T10:00:00Z', 1), metric: 'heartRate' }])
    await sql`update measurements set updated_at = now() - interval '1 day'`.execute(db)
    await summarize()
    const { items } = (await server.ada.get('/api/metrics/catalogue?kind=measurement')).json<{
      items: { metric: string; firstDate: string | null; lastDate: string | null }[]
    }>()
    expect(items.find(({ metric }) => metric === 'bracelet.heartRate')).toMatchObject({
      firstDate: '2020-02-03',
      lastDate: '2020-02-03',
    })
  })

  test('are no deletions for clients that follow changes', async () => {
    await deliver([...minutes('2020-01-01', 5), ...minutes('2026-11-01', 5)])
    await summarize()
    expect(await total()).toMatchObject({ count: 10 })
    const { rows } = await sql`select from deleted_records`.execute(db)
    expect(rows).toHaveLength(0)
  })

  test('of whole years are dropped with their partition, those of the present year by row', async () => {
    await deliver([
      ...minutes('1990-01-01', 3),
      ...minutes('2014-05-01', 3),
      ...minutes('2025-12-31', 3),
      ...minutes('2026-05-01', 3),
    ])
    const file = async () =>
      (await sql<{ file: number }>`select pg_relation_filenode('measurements_2026') as file`.execute(db))
        .rows[0]
    const before = await file()
    await summarize()
    expect(await partitions()).not.toContain('measurements_2014')
    expect((await partitions()).filter((name) => /2014|2025|before/.test(name))).toEqual([])
    expect(await file()).toEqual(before)
    expect((await shown()).map(({ measuredAt }) => measuredAt.slice(0, 4))).toEqual([
      '1990',
      '2014',
      '2025',
      '2026',
    ])
    // A later back-fill creates the partition again.
    await deliver(minutes('2014-06-01', 3))
    expect(await partitions()).toContain('measurements_2014')
    await summarize()
    expect(await total()).toMatchObject({ count: 15 })
  })

  test('wait while they are fresh: a back-fill that is under way delivers the rest of an hour', async () => {
    await server.ada.measure([at('2014-05-01T10:00:00Z', 1), at('2026-05-01T10:00:00Z', 1)])
    await summarize()
    expect(await shown()).toMatchObject([{ summary: null }, { summary: null }])
    expect(await partitions()).toContain('measurements_2014')
  })

  test('of an import are taken off its list, and of other imports not', async () => {
    await deliver(
      [at('2014-05-01T10:00:00Z', 1), at('2026-05-01T10:00:00Z', 1), at('2026-11-28T10:00:00Z', 1)],
      server.ada,
      null,
    )
    await summarize()
    const { rows } = await sql<{ id: string }>`select external_id as id from measurement_imports`.execute(db)
    expect(rows).toEqual([{ id: '2026-11-28T10:00:00Z' }])
  })
})

test('the average of equal values is that value', async () => {
  await deliver(minutes('2026-11-01', 3).map((each) => ({ ...each, value: 0.1 })))
  await summarize()
  expect(await shown()).toMatchObject([{ value: 0.1, summary: { count: 3, minimum: 0.1, maximum: 0.1 } }])
})

describe('what is delivered for a time that was summarized', () => {
  const hour = '2026-11-01'
  const summary = async () => (await shown()).map(({ value, summary: of }) => ({ value, ...of }))

  test('does not count twice if it is the same again, or a part of it', async () => {
    await deliver(minutes(hour, 30))
    await summarize()
    const before = await summary()
    await deliver(minutes(hour, 30))
    await summarize()
    expect(await summary()).toEqual(before)
    await deliver(minutes(hour, 10, 5))
    await summarize()
    expect(await summary()).toEqual(before)
  })

  test('replaces the summary if it is more of the same time', async () => {
    await deliver(minutes(hour, 30))
    await summarize()
    await deliver(minutes(hour, 60))
    await summarize()
    expect(await summary()).toEqual([{ value: 29.5, resolution: 'hour', count: 60, minimum: 0, maximum: 59 }])
  })

  test('is added if it is of another part of the hour', async () => {
    await deliver(minutes(hour, 20, 40))
    await summarize()
    await deliver(minutes(hour, 10, 5))
    await summarize()
    expect(await summary()).toEqual([
      // 40 to 59 are 990 in all, 5 to 14 are 95.
      { value: 1085 / 30, resolution: 'hour', count: 30, minimum: 5, maximum: 59 },
    ])
  })
})

describe('a rule that is changed', () => {
  const seen = async () =>
    (await shown()).map(({ measuredAt, summary }) => [measuredAt.slice(5, 16), (summary as Counted)?.count])

  test.each([
    ['hour', 'day'],
    ['hour', 'minute'],
    ['day', 'hour'],
    ['minute', 'day'],
  ] as const)('from %s to %s counts nothing twice that is delivered again', async (one, other) => {
    const day = minutes('2026-11-01', 90)
    await deliver(day)
    await summarize({ keepDays: 10, resolution: one })
    const before = await shown()
    await deliver([...day, ...minutes('2026-11-02', 90)])
    await summarize({ keepDays: 10, resolution: other })
    expect(await total()).toMatchObject({ count: 180 })
    const [first, second] = ['2026-11-01', '2026-11-02'].map(async (date) =>
      (await shown()).filter(({ measuredAt }) => measuredAt.startsWith(date)),
    )
    expect(await first).toEqual(before)
    expect((await second)?.every(({ summary }) => (summary as Counted).resolution === other)).toBe(true)
  })

  test('counts nothing twice in a year that is dropped', async () => {
    await deliver(minutes('2014-05-01', 90))
    await summarize()
    await deliver([...minutes('2014-05-01', 90), ...minutes('2014-05-02', 90)])
    await summarize({ keepDays: 10, resolution: 'day' })
    expect(await partitions()).not.toContain('measurements_2014')
    expect(await seen()).toEqual([
      ['05-01T00:00', 60],
      ['05-01T01:00', 30],
      ['05-02T00:00', 90],
    ])
  })

  test('keeps the resolution of a day apart for each connection, metric and unit', async () => {
    await deliver(minutes('2026-11-01', 90))
    await summarize()
    await deliver(minutes('2026-11-01', 90), server.ada, null)
    await deliver(
      minutes('2026-11-01', 90).map((each) => ({ ...each, externalId: `${each.externalId} Hz`, unit: 'Hz' })),
    )
    await summarize({ keepDays: 10, resolution: 'day' })
    expect((await seen()).map((row) => row.join(' ')).toSorted()).toEqual([
      '11-01T00:00 60',
      '11-01T00:00 90',
      '11-01T00:00 90',
      '11-01T01:00 30',
    ])
  })

  test('to fewer days summarizes more, to more days leaves what comes then alone, and off leaves all', async () => {
    await deliver([...minutes('2026-10-01', 2), ...minutes('2026-11-15', 2), ...minutes('2026-11-28', 2)])
    await summarize({ keepDays: 30, resolution: 'hour' })
    expect((await seen()).map(([, count]) => count)).toEqual([2, undefined, undefined, undefined, undefined])
    await summarize({ keepDays: 5, resolution: 'hour' })
    expect((await seen()).map(([, count]) => count)).toEqual([2, 2, undefined, undefined])
    await deliver(minutes('2026-11-14', 1))
    await summarize({ keepDays: 30, resolution: 'hour' })
    await summarize('none')
    expect((await seen()).map(([, count]) => count)).toEqual([2, undefined, 2, undefined, undefined])
  })
})

test.each([
  ['turned off', undefined],
  ['changed', { keepDays: 3650, resolution: 'hour' }],
] as const)(
  'a rule that is %s while measurements are summarized ends it before the next step',
  async (_name, next) => {
    for (const person of [server.ada, server.bob])
      await deliver(
        [...minutes('2013-05-01', 3), ...minutes('2014-05-01', 3), ...minutes('2026-05-01', 3)],
        person,
      )
    for (const steps of [1, 2, 3, 4]) {
      let reads = 0
      const loop = new RetentionLoop({
        database: server.database,
        // Read at the beginning and before each step.
        readRule: async () => (reads++ < 2 ? RULE : next),
        now: () => NOW,
        milliseconds: 3_600_000,
        onError: (error) => {
          throw error
        },
      })
      await loop.look()
      const { rows } = await sql`
      select distinct date_trunc('year', starts_at), case when starts_at > '2026-01-01' then user_id end
      from measurement_summaries`.execute(db)
      expect(rows).toHaveLength(steps)
    }
  },
)

describe('measurements of any time', () => {
  const TIMES = [
    '0001-01-01T00:00:00Z',
    '1799-12-31T23:59:59.999999Z',
    '1969-12-31T23:59:59.999500Z',
    '1970-01-01T00:00:00Z',
    '1999-12-31T23:59:59.999999Z',
    '2000-01-01T00:00:00Z',
    '2024-02-29T23:59:59.999999Z',
    '2025-01-01T00:30:00+05:30',
    '2025-12-31T23:59:59.999999Z',
    '2026-01-01T00:00:00Z',
  ]

  test.each(['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'Africa/Monrovia'])(
    'expire, each once, where the clock of the process is that of %s',
    async (zone) => {
      const before = process.env['TZ']
      process.env['TZ'] = zone
      try {
        await deliver(TIMES.map((time, n) => at(time, n)))
        // Fresh ones of another person keep the partitions.
        await server.bob.measure(TIMES.map((time, n) => at(time, n)))
        await summarize()
        expect((await shown()).map(({ value, summary }) => [value, summary === null])).toEqual(
          TIMES.map((_, n) => [n, false]),
        )
      } finally {
        if (before === undefined) delete process.env['TZ']
        else process.env['TZ'] = before
      }
    },
  )

  test('are listed in pages of one, in both orders', async () => {
    const times = [...TIMES, '2026-11-28T00:00:00Z', '2100-01-01T00:00:00Z', '9999-12-31T23:59:59Z']
    await deliver(times.map((time, n) => at(time, n)))
    await summarize()
    for (const [order, expected] of [
      ['asc', times.map((_, n) => n)],
      ['desc', times.map((_, n) => n).toReversed()],
    ] as const) {
      const values: number[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const path: string = `/api/metrics/measurements?order=${order}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`
        const page: { items: Shown[]; nextCursor: string | null } = (await server.ada.get(path)).json()
        expect(page.items).toHaveLength(1)
        values.push(...page.items.map(({ value }) => value))
        cursor = page.nextCursor
      }
      expect(values).toEqual(expected)
    }
  })
})

test('values that have no sum keep no other person and no other year from being summarized', async () => {
  const huge = (day: string) => [at(`${day}T10:00:00Z`, 1.7e308), at(`${day}T10:00:01Z`, 1.7e308)]
  const [first, second] = [server.ada, server.bob].toSorted((one, other) => (one.id < other.id ? -1 : 1))
  await deliver([...huge('2013-05-01'), ...huge('2026-05-01')], first)
  await deliver(
    [...minutes('2013-05-01', 3), ...minutes('2014-05-01', 3), ...minutes('2026-05-01', 3)],
    second,
  )
  const errors: unknown[] = []
  const loop = new RetentionLoop({
    database: server.database,
    readRule: async () => RULE,
    now: () => NOW,
    milliseconds: 3_600_000,
    onError: (error) => errors.push(error),
  })
  await loop.look()
  const { rows } = await sql<{ user_id: string; count: number }>`
    select user_id, sum(count)::integer as count from measurement_summaries group by user_id`.execute(db)
  expect(rows).toEqual([{ user_id: second?.id, count: 9 }])
  expect(await partitions()).not.toContain('measurements_2014')
  // Of the year, and of the person.
  expect(errors).toMatchObject([{ code: '22003' }, { code: '22003' }])
})

describe('a process that summarizes', () => {
  const YEARS = ['2013-03-01', '2014-03-01', '2026-03-01', '2026-04-01']
  const fill = async () => {
    for (const person of [server.ada, server.bob])
      await deliver(
        YEARS.flatMap((day) => minutes(day, 90)),
        person,
      )
  }

  test('may be killed at any statement: nothing is lost, and nothing counts twice', async () => {
    await fill()
    const before = await total()
    let kills = 0
    for (let isDone = false; !isDone; ) {
      const plugin = killedAt(kills)
      await loopOf(withPlugin(server.database, plugin))
        .look()
        .catch(() => {})
      isDone = !plugin.isReached()
      expect(await total()).toEqual(before)
      await sql`truncate measurement_retention`.execute(db)
      if (!isDone) kills += 1
    }
    expect(kills).toBeGreaterThan(12)
    expect((await shown()).every(({ summary }) => summary !== null)).toBe(true)
  })

  test('is one at a time, and two do not count twice', async () => {
    await fill()
    const before = await total()
    await Promise.all([summarize(), summarize(), summarize()])
    expect(await total()).toEqual(before)
    await sql`insert into measurement_retention (watcher, until) values ('other', now() + interval '1 minute')
      on conflict (only_row) do update set watcher = excluded.watcher, until = excluded.until`.execute(db)
    await deliver(minutes('2026-05-01', 3))
    await summarize()
    expect((await shown()).filter(({ summary }) => summary === null)).toHaveLength(3)
  })

  test('loses no measurement whose instant is corrected meanwhile', async () => {
    const old = { ...at('2026-11-01T10:00:00Z', 1), externalId: 'corrected' }
    await deliver([old])
    const slice = { userId: server.ada.id, from: '2026-11-01 00:00:00+00', to: '2026-11-02 00:00:00+00' }
    const [summarized, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const summarizing = server.database.transaction<MetricsTables, void>(async (trx) => {
      await summarizeSlice(trx, slice, 'hour')
      summarized.resolve()
      await released.promise
    })
    await summarized.promise
    const corrected = { ...old, measuredAt: '2026-11-28T10:00:00Z' }
    const delivered = server.ada.measure([corrected], 'bracelet', CONNECTION)
    await vi.waitFor(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%update measurements%'`.execute(
        db,
      )
      expect(rows).toHaveLength(1)
    })
    released.resolve()
    await summarizing
    expect(await delivered).toEqual({ inserted: 1, updated: 0, unchanged: 0 })
    expect((await shown()).map(({ measuredAt, summary }) => [measuredAt, summary === null])).toEqual([
      ['2026-11-01T10:00:00.000Z', false],
      ['2026-11-28T10:00:00.000Z', true],
    ])
  })

  test('loses nothing that is delivered meanwhile, also to a year that is dropped', async () => {
    await fill()
    const pages = Array.from({ length: 12 }, (_, n) => minutes('2013-06-01', 10, n * 60))
    const delivering = Promise.all(pages.map((page) => server.ada.measure(page, 'bracelet', CONNECTION)))
    await Promise.all([summarize(), delivering])
    await sql`update measurements set updated_at = now() - interval '1 day'`.execute(db)
    await summarize()
    expect(await total()).toMatchObject({ count: 2 * YEARS.length * 90 + 120 })
  })
})

test('pages of a list go from summaries to single measurements and back, by index', async () => {
  await deliver([...minutes('2025-01-01', 120), ...minutes('2026-11-01', 120), ...minutes('2026-11-28', 3)])
  await summarize()
  for (const order of ['asc', 'desc'] as const) {
    const found: number[] = []
    let cursor: string | undefined
    do {
      const page = await listMeasurements(db, { userId: server.ada.id, filter: {}, order, limit: 2, cursor })
      found.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(found).toHaveLength(7)
    expect(new Set(found).size).toBe(7)
  }
  await sql`
    insert into measurements (user_id, source, external_id, metric, measured_at, value, unit)
    select ${server.ada.id}, 'bracelet', n, 'bracelet.pulse', timestamptz '2026-11-28' + n * interval '1 s', 1, 'bpm'
    from generate_series(1, 20000) as n`.execute(db)
  await sql`
    insert into measurement_summaries (user_id, source, connection_id, metric, unit, resolution, starts_at, count, sum, minimum, maximum,
      first_at, last_at)
    select ${server.ada.id}, 'bracelet', ${CONNECTION}::uuid, 'bracelet.pulse', 'Hz', 'hour', at, 1, 1, 1, 1, at, at
    from (select timestamptz '2020-01-01' + n * interval '1 h' as at from generate_series(1, 20000) as n) as hours`.execute(
    db,
  )
  await sql`analyze measurements, measurement_summaries`.execute(db)
  const [plan] = await explainQueries<MetricsTables>(server.database.pool, (tables) =>
    listMeasurements(tables, { userId: server.ada.id, filter: { metric: 'bracelet.pulse' }, limit: 2 }),
  )
  expect(plan).toContain('"Node Type":"Merge Append"')
  expect(plan).not.toMatch(/"Node Type":"(Sort|Seq Scan)"/)
})

test('what an integration or a connection has delivered is deleted with its summaries', async () => {
  await deliver(minutes('2026-11-01', 3))
  await deliver(minutes('2026-11-01', 3), server.ada, null)
  await summarize()
  const whose = { userId: server.ada.id, integration: 'bracelet' }
  const erase = (connectionId?: string) =>
    server.database.transaction<MetricsTables, unknown>(async (trx) =>
      measurementSink.erase?.(trx, { ...whose, ...(connectionId === undefined ? {} : { connectionId }) }),
    )
  await erase(CONNECTION)
  expect(await shown()).toMatchObject([{ connectionId: null }])
  await erase()
  expect(await shown()).toEqual([])
})

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

function withPlugin(database: Database, plugin: KyselyPlugin): Database {
  return {
    ...database,
    tables: <T>() => database.tables<T>().withPlugin(plugin),
    transaction: <T, R>(work: (trx: Transaction<T>) => Promise<R>) =>
      database.transaction<T, R>((trx) => work(trx.withPlugin(plugin))),
  }
}
