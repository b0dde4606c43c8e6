import { addDays } from '@tributary/integration-kit/dates'
import { describe, expect, test } from 'vitest'
import { simulatedPerson, takeoutFiles, takeoutZip, zipOf } from '../simulator/index.ts'
import { fitbit } from '../src/index.ts'
import { expectedOf } from './oracle.ts'
import { readTakeout } from './read-takeout.ts'

const TIME_ZONE = 'America/New_York'
const person = simulatedPerson(7, { timeZone: TIME_ZONE, firstDate: '2026-01-01' })
const [FROM, TO] = ['2026-09-20', '2026-11-10'] as const
/** Around the end of summer time. */
const DATES = Array.from({ length: 52 }, (_, day) => addDays(FROM, day))
const FIELDS = fitbit.definition.streams.flatMap(({ importFile, fields }) =>
  importFile ? Object.keys(fields ?? {}) : [],
)
const SUMS = ['steps', 'distance', 'calories', 'activeZoneMinutes']
const isSum = (key: string) => SUMS.includes(key.split(' ')[0] ?? '')
/** What the API delivers of these days, without the sums of the last, which was not over. */
const EXPECTED = Object.fromEntries(
  Object.entries(expectedOf(person, DATES, FIELDS)).filter(([key]) => !(isSum(key) && key.endsWith(TO))),
)
const without = (values: Readonly<Record<string, unknown>>, fields: RegExp) =>
  Object.fromEntries(Object.entries(values).filter(([key]) => !fields.test(key)))
const options = { timeZone: TIME_ZONE }
const read = (content: Uint8Array | string, filename = 'takeout.zip', more = {}) =>
  readTakeout({ content, filename, options: { ...options, ...more } })

describe('a Takeout has the days as the API delivers them', () => {
  test('with both formats, each day once', async () => {
    const { values, rejected, warnings } = await read(takeoutZip({ person, from: FROM, to: TO }))
    expect(values).toEqual(EXPECTED)
    expect(rejected).toEqual([])
    expect(warnings).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /Not imported, because they are not part of the daily values and sleep: .*Glucose/,
        ),
      ]),
    )
    expect(warnings.join(' ')).toContain('2026-11-10 is left out')
  })

  test('with the CSV files alone: of devices that count the same steps the one with the most', async () => {
    const { values } = await read(takeoutZip({ person, from: FROM, to: TO, formats: ['csv'] }))
    expect(values).toEqual(EXPECTED)
  })

  test('with the JSON files of an old account, in the folder Fitbit', async () => {
    const content = takeoutZip({ person, from: FROM, to: TO, formats: ['json'], folder: 'Fitbit' })
    const { values } = await read(content, 'takeout.zip', { weightUnit: 'lb' })
    const others = /^(activeZoneMinutes|heartRateVariability|oxygenSaturation|breathingRate) /
    const weights = /^weight /
    expect(without(values, weights)).toEqual(without(without(EXPECTED, others), weights))
    // A pound has two decimals of a kilogram.
    for (const [key, value] of Object.entries(values).filter(([each]) => weights.test(each)))
      expect(Math.abs(Number(value) - Number(EXPECTED[key]))).toBeLessThan(0.05)
  })

  test('with the last day, when the person chooses it', async () => {
    const { values, warnings } = await read(takeoutZip({ person, from: FROM, to: TO }), 'a.zip', {
      partialDays: true,
    })
    expect(values).toMatchObject(EXPECTED)
    expect(Number(values[`steps ${TO}`])).toBeGreaterThan(0)
    expect(warnings.join(' ')).not.toContain('left out')
  })

  test('from two ZIP files whose border is within a local day: that day is named, and not overwritten by a part of it', async () => {
    const files = Object.entries(takeoutFiles({ person, from: FROM, to: TO }))
    const isOctober = (name: string) => /2026-1[01]-01/.test(name)
    const first = await read(zipOf(Object.fromEntries(files.filter(([name]) => !isOctober(name)))))
    const second = await read(zipOf(Object.fromEntries(files.filter(([name]) => isOctober(name)))))
    // A month ends at midnight in UTC, which is eight in the evening of this person.
    const border = '2026-09-30'
    expect(first.warnings.join(' ')).toContain(`${border} is left out`)
    expect(second.warnings.join(' ')).toContain(`${border}, ${TO} are left out`)
    // By the person's clock, calories and nights are cut elsewhere.
    const cut = new RegExp(`^(steps|distance|calories|activeZoneMinutes|weight) ${border}`)
    for (const field of ['steps', 'distance'])
      expect({ ...first.values, ...second.values }).not.toHaveProperty(`${field} ${border}`)
    expect(without({ ...first.values, ...second.values }, cut)).toEqual(without(EXPECTED, cut))
  })
})

describe('a file with', () => {
  test('steps in UTC has days of the person’s time zone, and one with calories those that are written', async () => {
    const rows = JSON.stringify([
      { dateTime: '07/12/26 03:30:00', value: '10' },
      { dateTime: '07/12/26 12:00:00', value: '20' },
    ])
    const more = { partialDays: true }
    expect((await read(rows, 'steps-2026-07-01.json', more)).values).toEqual({
      'steps 2026-07-11': 10,
      'steps 2026-07-12': 20,
    })
    expect((await read(rows, 'calories-2026-07-01.json', more)).values).toEqual({ 'calories 2026-07-12': 30 })
  })

  test('distances as JSON is in centimetres, as CSV in metres', async () => {
    const more = { partialDays: true }
    const json = '[{"dateTime":"07/12/26 12:00:00","value":"512025"}]'
    const csv = 'timestamp,distance,data source\n2026-07-12T12:00:00.5Z,5120.25,Sample Band\n'
    const distance = { 'distance 2026-07-12': 5.12 }
    expect((await read(json, 'distance-2026-07-01.json', more)).values).toEqual(distance)
    expect((await read(csv, 'distance_2026-07-01.csv', more)).values).toEqual(distance)
  })

  test.each([
    ['2026-07-12T00:00:00Z', 'an instant that means the local date'],
    ['2026-07-12', 'a bare date'],
    ['2026-07-12T02:00:00', 'a local time'],
  ])('the time %s, %s, has that day', async (time) => {
    const { values } = await read(
      `timestamp,beats per minute,data source\n${time},61.4,Sample Band\n`,
      'daily_resting_heart_rate.csv',
    )
    expect(values).toEqual({ 'restingHeartRate 2026-07-12': 61 })
  })

  test('resting heart rates padded to the end of the year has only those that were measured', async () => {
    const { values, rejected } = await read(
      JSON.stringify([
        { dateTime: '07/12/26 00:00:00', value: { date: '07/12/26', value: 61.4, error: 6 } },
        { dateTime: '07/13/26 00:00:00', value: { date: null, value: 0, error: 0 } },
      ]),
      'resting_heart_rate-2026-01-01.json',
    )
    expect(values).toEqual({ 'restingHeartRate 2026-07-12': 61 })
    expect(rejected).toEqual([])
  })

  test('the average heart rate variability of zero has that of deep sleep', async () => {
    const { values } = await read(
      'timestamp,average heart rate variability milliseconds,non rem heart rate beats per minute,entropy,deep sleep root mean square of successive differences milliseconds,data source\n2026-07-12T00:00:00Z,0.0,58,2.9,35.25,Sample Band\n2026-07-13T00:00:00Z,NaN,58,2.9,NaN,Sample Band\n',
      'daily_heart_rate_variability.csv',
    )
    expect(values).toEqual({ 'heartRateVariability 2026-07-12': 35.3 })
  })

  test.each([
    [
      'Daily SpO2 - 2026-07-01.csv',
      'timestamp,average_value,lower_bound,upper_bound\n2026-07-12T00:00:00Z,96.2,93,99\n',
      { 'oxygenSaturation 2026-07-12': 96.2 },
    ],
    [
      'Daily Respiratory Rate Summary - 2026-07-12.csv',
      'timestamp,daily_respiratory_rate\n2026-07-12T03:00:00,15.2\n',
      { 'breathingRate 2026-07-12': 15.2 },
    ],
    [
      'Daily Heart Rate Variability Summary - 2026-07-01.csv',
      'timestamp,rmssd,nremhr,entropy\n2026-07-12T00:00:00,42,54,2.3\n',
      { 'heartRateVariability 2026-07-12': 42 },
    ],
    [
      'Active Zone Minutes - 2026-07-01.csv',
      'date_time,heart_zone_id,total_minutes\n2026-07-12T09:07,FAT_BURN,1\n2026-07-12T09:08,PEAK,2\n',
      { 'activeZoneMinutes 2026-07-12': 3 },
    ],
  ])('the name %s is one of the older folders', async (filename, content, values) => {
    expect((await read(content, filename, { partialDays: true })).values).toEqual(values)
  })

  test('a double with (1) in its name is not added', async () => {
    const steps = '[{"dateTime":"07/12/26 12:00:00","value":"310"}]'
    const { values } = await read(
      zipOf({
        'Takeout/Fitbit/Global Export Data/steps-2026-07-01.json': steps,
        'Takeout/Fitbit/Global Export Data/steps-2026-07-01(1).json': steps,
      }),
      'a.zip',
      { partialDays: true },
    )
    expect(values).toEqual({ 'steps 2026-07-12': 310 })
  })

  test('a bad row has the others; the reason names file and line', async () => {
    const csv =
      'timestamp,steps,data source\n2026-07-12T12:00:00Z,10,Sample Band\n2026-07-12T12:01:00Z,many,Sample Band\nyesterday,10,Sample Band\n2026-07-12T12:02:00Z,-5,Sample Band\n2026-07-12T12:03:00Z,,Sample Band\n'
    const { values, rejected } = await read(zipOf({ 'a/steps_2026-07-01.csv': csv }), 'a.zip', {
      partialDays: true,
    })
    expect(values).toEqual({ 'steps 2026-07-12': 10 })
    expect(rejected).toMatchObject([
      { reason: 'It has no possible value.', position: 'steps_2026-07-01.csv, line 3' },
      { reason: 'It has no possible time.', position: 'steps_2026-07-01.csv, line 4' },
      { reason: 'It has no possible value.', position: 'steps_2026-07-01.csv, line 5' },
    ])
  })
})

describe('weights', () => {
  const logs = '[{"logId":1,"weight":154.3,"bmi":23,"date":"07/12/26","time":"07:12:00","source":"API"}]'

  test('of JSON files, whose unit is not told, are left out and named until it is chosen', async () => {
    const { values, warnings } = await read(logs, 'weight-2026-07-01.json')
    expect(values).toEqual({})
    expect(warnings).toEqual([expect.stringMatching(/do not name their unit: choose kg or lb/)])
  })

  test.each([
    ['lb', 69.99],
    ['kg', 154.3],
  ])('in %s are %d kg', async (weightUnit, weight) => {
    const { values, warnings } = await read(logs, 'weight-2026-07-01.json', { weightUnit })
    expect(values).toEqual({ 'weight 2026-07-12': weight })
    expect(warnings).toEqual([])
  })

  test('of CSV files are in grams, and those of a day are averaged', async () => {
    const { values } = await read(
      'timestamp,weight grams,data source\n2026-07-12T11:00:00.123456Z,70000,A\n2026-07-12T22:00:00Z,71000,B\n',
      'weight.csv',
    )
    expect(values).toEqual({ 'weight 2026-07-12': 70.5 })
  })
})

describe('sleep', () => {
  const log = (more: object) => ({
    logId: 1,
    dateOfSleep: '2026-07-12',
    startTime: '2026-07-11T23:10:00.000',
    endTime: '2026-07-12T06:40:00.000',
    duration: 27_000_000,
    minutesAsleep: 400,
    type: 'stages',
    mainSleep: true,
    ...more,
  })
  const HEADER =
    'sleep_id,sleep_type,minutes_asleep,start_utc_offset,sleep_start,end_utc_offset,sleep_end,data_source\n'

  test('of both formats is one night, by the person’s clock', async () => {
    const { values } = await read(
      zipOf({
        'a/sleep-2026-07-01.json': JSON.stringify([log({})]),
        'a/UserSleeps_2026-07-01.csv': `${HEADER}1,STAGES,400,+05:30,2026-07-11T17:40:00Z,+05:30,2026-07-12T01:10:00Z,DEVICE\n`,
      }),
    )
    expect(values).toEqual({
      'sleepLength 2026-07-12': 400,
      'bedTime 2026-07-12': '23:10',
      'wakeUpTime 2026-07-12': '06:40',
    })
  })

  test('a nap counts for the time asleep, not for bed and wake-up time', async () => {
    const nap = log({
      startTime: '2026-07-12T13:00:00.000',
      endTime: '2026-07-12T13:30:00.000',
      duration: 1_800_000,
      minutesAsleep: 25,
      mainSleep: false,
    })
    const { values } = await read(JSON.stringify([nap, log({})]), 'sleep-2026-07-01.json')
    expect(values).toMatchObject({ 'sleepLength 2026-07-12': 425, 'bedTime 2026-07-12': '23:10' })
  })

  test.each([
    ['no end', { endTime: undefined }, 'It has no possible beginning and end.'],
    ['an end before its beginning', { duration: -1 }, 'It has no possible beginning and end.'],
    [
      'more minutes asleep than it has',
      { minutesAsleep: 900 },
      'Its minutes asleep do not fit a sleep of 450 minutes.',
    ],
    ['no minutes asleep', { minutesAsleep: 'many' }, 'Its minutes asleep do not fit a sleep of 450 minutes.'],
  ])('with %s is rejected alone', async (_, bad, reason) => {
    const { values, rejected } = await read(
      JSON.stringify([log({ ...bad, logId: 2 }), log({})]),
      'sleep-2026-07-01.json',
    )
    expect(rejected).toMatchObject([{ reason }])
    expect(Object.keys(values)).toHaveLength(3)
  })

  test('without an offset is rejected: its date is not known', async () => {
    const { rejected } = await read(
      `${HEADER}1,STAGES,400,,2026-07-11T17:40:00Z,,2026-07-12T01:10:00Z,DEVICE\n`,
      'UserSleeps_2026-07-01.csv',
    )
    expect(rejected).toMatchObject([{ reason: 'It has no possible beginning and end.' }])
  })
})
