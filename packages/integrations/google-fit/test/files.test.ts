import { collectPages, type FileRun } from '@tributary/testkit'
import { describe, expect, test } from 'vitest'
import { type LanguageCode, takeoutFiles, takeoutZip, zipOf } from '../simulator/index.ts'
import { dailyActivity, measurements, sessions } from '../src/streams.ts'

async function daysOf(run: FileRun) {
  const pages = await collectPages(dailyActivity, run)
  const records = pages.flatMap((page) => page.records)
  const valueOf = (date: string, field: string) =>
    records.filter((record) => record.date === date && record.field === field).map(({ value }) => value)
  return {
    records,
    valueOf,
    dates: [...new Set(records.map(({ date }) => date))].toSorted(),
    rejected: pages.flatMap((page) => page.rejected ?? []),
    warnings: pages.flatMap((page) => page.warning ?? []),
  }
}

const SUMMARY = 'Date,Move Minutes count,Calories (kcal),Distance (m),Heart Points,Step count\n'
const summary = (...rows: readonly string[]) => `${SUMMARY}${rows.join('\n')}\n`
const withLastDay = { options: { lastDay: true } }

describe('the summary', () => {
  test.each<LanguageCode>(['en', 'de', 'es', 'ko', 'ru'])(
    'has the same days in each language: %s',
    async (language) => {
      const english = await daysOf({ content: takeoutZip({ days: 5 }) })
      const other = await daysOf({ content: takeoutZip({ days: 5, language }) })
      expect(english.dates).toEqual(['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'])
      expect(new Set(english.records.map(({ field }) => field)).size).toBe(8)
      expect(other.records).toEqual(english.records)
      expect(other.rejected).toEqual([])
    },
  )

  test('a day of calories alone, or of zeros, is no day', async () => {
    const content = summary(
      '2012-01-01,,1612.5,,,',
      '2012-01-02,0,1612.5,0,0,0',
      '2012-01-03,5,1612.5,,0,310',
    )
    const { records } = await daysOf({ content, ...withLastDay })
    expect(records).toEqual([
      { field: 'steps', date: '2012-01-03', value: 310 },
      { field: 'moveMinutes', date: '2012-01-03', value: 5 },
      { field: 'heartPoints', date: '2012-01-03', value: 0 },
      { field: 'calories', date: '2012-01-03', value: 1612.5 },
    ])
  })

  test('metres are kilometres, a decimal comma is read, and a heart rate of 0 is left out', async () => {
    const content =
      'Datum,Kalorien (kcal),Distanz (m),Minimale Herzfrequenz (bpm),Schrittzahl\n2026-07-12,"2104,5","5120,25",0,7012\n'
    const { valueOf } = await daysOf({ content, ...withLastDay })
    expect(valueOf('2026-07-12', 'distance')).toEqual([5.12025])
    expect(valueOf('2026-07-12', 'calories')).toEqual([2104.5])
    expect(valueOf('2026-07-12', 'heartRateMinimum')).toEqual([])
  })

  test('columns of one name are not confused, and unknown ones have no effect', async () => {
    const content = `Date,Running duration (ms),Step count,Running duration (ms),Step count\n2026-07-12,1,310,2,999\n`
    const { records } = await daysOf({ content, ...withLastDay })
    expect(records).toEqual([{ field: 'steps', date: '2026-07-12', value: 310 }])
  })

  test('columns with a byte order mark, decomposed letters and spaces that do not break are known', async () => {
    const content = `\uFEFFFecha,Calori\u0301as\u00a0(kcal),Recuento\u202fde pasos\n2026-07-12,1800,310\n`
    const { valueOf } = await daysOf({ content, ...withLastDay })
    expect([valueOf('2026-07-12', 'calories'), valueOf('2026-07-12', 'steps')]).toEqual([[1800], [310]])
  })

  test('columns in a language that is not known are named, and what is the same in it is read', async () => {
    const content = 'Date,Nombre de pas,Calories (kcal),Distance (m)\n2026-07-12,7012,2104,5120\n'
    const { rejected, valueOf } = await daysOf({ content, ...withLastDay })
    expect(rejected).toMatchObject([{ reason: expect.stringMatching(/language that is not known.*English/) }])
    expect(valueOf('2026-07-12', 'distance')).toEqual([5.12])
    expect(valueOf('2026-07-12', 'steps')).toEqual([])
  })

  test('a row without a date is rejected alone', async () => {
    const { rejected, dates } = await daysOf({
      content: summary('2026-07-12,1,2,3,4,5', 'Total,1,2,3,4,5', '2026-07-13,1,2,3,4,5'),
      ...withLastDay,
    })
    expect(rejected).toMatchObject([
      { position: 'file, line 3', reason: expect.stringContaining('has a date such as 2026-07-12') },
    ])
    expect(dates).toEqual(['2026-07-12', '2026-07-13'])
  })
})

describe('the last day', () => {
  const rows = ['2026-07-12,41,2104,5120,3,7012', '2026-07-13,1,300,20,0,50']

  test('is left out with a warning, because it was not over', async () => {
    const { dates, warnings } = await daysOf({ content: summary(...rows) })
    expect(dates).toEqual(['2026-07-12'])
    expect(warnings).toEqual([
      expect.stringMatching(/^2026-07-13 is left out.*choose to import its last day/),
    ])
  })

  test('is imported from a last export, as the person chooses', async () => {
    const { dates, warnings } = await daysOf({ content: summary(...rows), ...withLastDay })
    expect(dates).toEqual(['2026-07-12', '2026-07-13'])
    expect(warnings).toEqual([])
  })

  test('of an export of nothing else is told too', async () => {
    const { records, warnings } = await daysOf({ content: summary(rows[1] ?? '') })
    expect(records).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  test('is whole when its own table goes on to midnight', async () => {
    const files = takeoutFiles({ days: 3 })
    const whole = Object.entries(files).find(([name]) => name.endsWith('2026-11-19.csv'))?.[1] ?? ''
    const { dates, warnings } = await daysOf({ content: whole, filename: '2026-11-19.csv' })
    expect(dates).toEqual(['2026-11-19'])
    expect(warnings).toEqual([])
  })
})

describe('the tables of single days', () => {
  test('sum up to the day of the summary, which is not added to them', async () => {
    const files = takeoutFiles({ days: 3 })
    const both = await daysOf({ content: zipOf(files) })
    const alone = await daysOf({
      content: zipOf(
        Object.fromEntries(Object.entries(files).filter(([name]) => !name.includes('metrics/Daily'))),
      ),
    })
    expect(both.dates).toEqual(['2026-11-18', '2026-11-19'])
    expect(alone.dates).toEqual(both.dates)
    for (const field of [
      'steps',
      'distance',
      'calories',
      'moveMinutes',
      'heartRateMinimum',
      'heartRateMaximum',
    ])
      expect(Number(alone.valueOf('2026-11-18', field)[0])).toBeCloseTo(
        Number(both.valueOf('2026-11-18', field)[0]),
        6,
      )
    expect(alone.valueOf('2026-11-18', 'heartRateAverage')).toEqual([])
  })

  test('a double with (1) in its name is not added', async () => {
    const content =
      'Start time,End time,Calories (kcal),Step count\n08:00:00.000+02:00,08:15:00.000+02:00,22.5,310\n'
    const { valueOf } = await daysOf({
      content: zipOf({ 'Takeout/Fit/a/2026-07-12.csv': content, 'Takeout/Fit/a/2026-07-12(1).csv': content }),
      ...withLastDay,
    })
    expect(valueOf('2026-07-12', 'steps')).toEqual([310])
  })

  test('rows of a table whose name is no date are rejected: only the name has it', async () => {
    const content = 'Start time,End time,Step count\n08:00:00.000+02:00,08:15:00.000+02:00,310\n'
    expect((await daysOf({ content, filename: 'renamed.csv' })).rejected).toHaveLength(1)
  })

  test('steps of a quarter of an hour have the date of the file and the offset of their row', async () => {
    const content =
      'Start time,End time,Step count\n00:00:00.000+02:00,00:15:00.000+02:00,10\n23:45:00.000+01:00,00:00:00.000+01:00,20\n03:00:00.000+01:00,03:15:00.000+01:00,0\n'
    const pages = await collectPages(measurements, { content, filename: '2026-10-25.csv' })
    expect(pages.flatMap(({ records }) => records)).toMatchObject([
      { metric: 'quarterHourSteps', measuredAt: '2026-10-24T22:00:00.000Z', value: 10, unit: 'steps' },
      { metric: 'quarterHourSteps', measuredAt: '2026-10-25T22:45:00.000Z', value: 20, unit: 'steps' },
    ])
  })
})

describe('measurements', () => {
  const stream = (source: string, ...points: readonly string[]) =>
    `{"Data Source":"${source}","Data Points":[${points.join(',')}]}`
  const point = (start: string, value: string, end = start) =>
    `{"fitValue":[{"value":{${value}}}],"startTimeNanos":${start},"endTimeNanos":${end},"dataTypeName":"x"}`
  const MERGED = 'derived:com.google.heart_rate.bpm:com.google.android.gms:merge_heart_rate_bpm'

  test('are those of the merged streams alone: each device has them again', async () => {
    const pages = await collectPages(measurements, { content: takeoutZip({ days: 4, dayTables: 0 }) })
    const records = pages.flatMap((page) => page.records)
    expect(records.filter(({ metric }) => metric === 'heartRate')).toHaveLength(4)
    expect(records.filter(({ metric }) => metric === 'measuredWeight')).toHaveLength(4)
    expect(new Set(records.map(({ externalId }) => externalId)).size).toBe(8)
  })

  test('nanoseconds beyond 2⁵³ are the same as numbers and as texts, and the end does not matter', async () => {
    const content = stream(
      MERGED,
      point('1783836000123999999', '"fpVal":61.5', '1783835000000000000'),
      point('"1783836000123999999"', '"intVal":62'),
    )
    const pages = await collectPages(measurements, { content })
    expect(pages.flatMap(({ records }) => records)).toEqual([
      {
        externalId: 'heartRate 2026-07-12T06:00:00.124Z',
        metric: 'heartRate',
        measuredAt: '2026-07-12T06:00:00.124Z',
        value: 61.5,
        unit: 'bpm',
      },
      {
        externalId: 'heartRate 2026-07-12T06:00:00.124Z',
        metric: 'heartRate',
        measuredAt: '2026-07-12T06:00:00.124Z',
        value: 62,
        unit: 'bpm',
      },
    ])
  })

  test.each([
    ['no time', point('0', '"fpVal":61')],
    ['a time after this century', point('9783836000000000000', '"fpVal":61')],
    ['no value', point('1783836000000000000', '')],
    ['a value of 0', point('1783836000000000000', '"fpVal":0')],
    ['no members', '{}'],
  ])('a point with %s is rejected alone', async (_, bad) => {
    const pages = await collectPages(measurements, {
      content: stream(MERGED, bad, point('1783836000000000000', '"fpVal":61')),
    })
    expect(pages).toMatchObject([
      { records: [{ value: 61 }], rejected: [{ reason: expect.stringMatching(/^It has no possible/) }] },
    ])
  })
})

describe('sessions', () => {
  const session = (more: object) =>
    JSON.stringify({
      fitnessActivity: 'walking',
      startTime: '2019-05-13T22:30:00Z',
      endTime: '2019-05-13T23:30:00.500Z',
      duration: '3000.5s',
      segment: [],
      ...more,
    })
  const eventsOf = async (run: FileRun) => {
    const pages = await collectPages(sessions, run)
    return {
      events: pages.flatMap(({ records }) => records),
      rejected: pages.flatMap(({ rejected = [] }) => rejected),
      skipped: pages.reduce((sum, { skipped = 0 }) => sum + skipped, 0),
    }
  }

  test('have the local date of the offset in their name, at their start', async () => {
    const { events } = await eventsOf({
      content: session({}),
      filename: '2019-05-14T01_30_00.123+03_00_WALKING.json',
    })
    expect(events).toMatchObject([
      {
        type: 'workout',
        title: 'Walking',
        date: '2019-05-14',
        startedAt: '2019-05-13T22:30:00.000Z',
        endedAt: '2019-05-13T23:30:00.500Z',
      },
    ])
    expect(events[0]?.values?.['minutes']).toBeCloseTo(50.0083, 3)
  })

  test('without one, that of the time zone that was chosen', async () => {
    const { events } = await eventsOf({ content: session({}), options: { timeZone: 'America/New_York' } })
    expect(events).toMatchObject([{ date: '2019-05-13' }])
  })

  test('a sleep belongs to the day on which it ends, and its double is the same', async () => {
    const sleep = session({
      fitnessActivity: 'sleep',
      startTime: '2019-05-13T20:00:00Z',
      endTime: '2019-05-14T04:00:00Z',
    })
    const { events } = await eventsOf({
      content: zipOf({
        'a/2019-05-13T23_00_00+03_00_SLEEP.json': sleep,
        'a/2019-05-13T23_00_00+03_00_SLEEP(1).json': sleep,
      }),
    })
    expect(events).toMatchObject([
      { type: 'sleep', date: '2019-05-14' },
      { type: 'sleep', date: '2019-05-14' },
    ])
    expect(events[0]?.externalId).toBe(events[1]?.externalId)
  })

  test('totals are in our units', async () => {
    const aggregate = [
      { metricName: 'com.google.step_count.delta', intValue: 310 },
      { metricName: 'com.google.distance.delta', floatValue: 250.5 },
      { metricName: 'com.google.other', floatValue: 1 },
    ]
    const { events } = await eventsOf({
      content: session({ aggregate, application: { packageName: 'com.example' } }),
    })
    expect(events[0]?.values).toMatchObject({
      steps: 310,
      distance: 0.2505,
      activity: 'walking',
      app: 'com.example',
    })
  })

  test('one that ends before it begins is rejected, a ride in a car is left out', async () => {
    expect(
      (await eventsOf({ content: session({ endTime: '2019-05-13T21:00:00Z' }) })).rejected,
    ).toMatchObject([{ reason: 'It ends before it begins.' }])
    expect(await eventsOf({ content: session({ fitnessActivity: 'in_vehicle' }) })).toMatchObject({
      events: [],
      skipped: 1,
    })
  })
})

test('parts of a Takeout have what the other parts do not', async () => {
  const files = Object.entries(takeoutFiles({ days: 3 }))
  const streams = zipOf(Object.fromEntries(files.filter(([name]) => name.includes('All Data'))))
  const rest = zipOf(Object.fromEntries(files.filter(([name]) => !name.includes('All Data'))))
  expect((await daysOf({ content: streams })).records).toEqual([])
  expect((await daysOf({ content: rest })).dates).toHaveLength(2)
  expect(
    (await collectPages(measurements, { content: streams })).flatMap(({ records }) => records),
  ).toHaveLength(6)
})
