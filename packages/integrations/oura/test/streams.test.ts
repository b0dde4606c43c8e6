import type { DailyMetricRecord, EventRecord, Page } from '@tributary/integration-kit'
import { datesIn } from '@tributary/integration-kit/dates'
import { expect, test } from 'vitest'
import { createOuraSimulator } from '../simulator/index.ts'
import { activity, night, workout } from './documents.ts'
import { eventsOf, readStream, valuesOf } from './read-stream.ts'

const NOW = Date.parse('2026-11-21T12:00:00Z')
const WINDOW = { startDate: '2026-11-14', endDate: '2026-11-20' }
const AROUND = datesIn({ startDate: '2026-11-10', endDate: '2026-11-21' })

const ada = (documents: object) => ({ accounts: [{ id: 'ada', name: 'Ada', documents }], now: () => NOW })

test('a day of activity has the units of its fields', async () => {
  await using simulator = await createOuraSimulator(ada({ daily_activity: [activity('2026-11-18')] }))
  expect(valuesOf(await readStream(simulator, 'daily-activity'))).toEqual({
    'steps 2026-11-18': 9214,
    'calories 2026-11-18': 2213,
    'activeCalories 2026-11-18': 431,
    'equivalentWalkingDistance 2026-11-18': 8.127,
    'highActivityTime 2026-11-18': 2,
    'mediumActivityTime 2026-11-18': 30,
    'lowActivityTime 2026-11-18': 241,
    'sedentaryTime 2026-11-18': 460,
    'activityScore 2026-11-18': 82,
  })
})

test('scores, temperatures and oxygen saturation are unchanged, and a saturation of zero is not a value', async () => {
  const day = '2026-11-18'
  await using simulator = await createOuraSimulator(
    ada({
      daily_sleep: [{ id: 'a', day, score: 77 }],
      daily_readiness: [
        { id: 'b', day, score: 81, temperature_deviation: -0.234, temperature_trend_deviation: null },
      ],
      daily_spo2: [
        { id: 'c', day, spo2_percentage: { average: 97.31 } },
        { id: 'd', day: '2026-11-17', spo2_percentage: { average: 0 } },
        { id: 'e', day: '2026-11-16', spo2_percentage: null },
      ],
    }),
  )
  expect(valuesOf(await readStream(simulator, 'sleep-score'))).toEqual({ 'sleepScore 2026-11-18': 77 })
  expect(valuesOf(await readStream(simulator, 'daily-readiness'))).toEqual({
    'readinessScore 2026-11-18': 81,
    'temperatureDeviation 2026-11-18': -0.23,
  })
  expect(valuesOf(await readStream(simulator, 'daily-spo2'))).toEqual({ 'oxygenSaturation 2026-11-18': 97.3 })
})

test('a workout is an event on its date, with its length and values', async () => {
  const run = { id: 'run', activity: 'running', label: 'Morning run', distance: 7340, source: 'manual' }
  await using simulator = await createOuraSimulator(
    ada({ workout: [workout('2026-11-18'), workout('2026-11-19', run)] }),
  )
  const events = eventsOf(await readStream<EventRecord>(simulator, 'workouts'))
  expect(events.toSorted((one, other) => (one.date < other.date ? -1 : 1))).toMatchObject([
    {
      externalId: 'workout-2026-11-18',
      type: 'workout',
      title: 'strength training',
      startedAt: '2026-11-18T18:05:00+01:00',
      endedAt: '2026-11-18T18:50:00+01:00',
      date: '2026-11-18',
      values: { activity: 'strength_training', calories: 312.5, intensity: 'moderate', source: 'confirmed' },
    },
    { externalId: 'run', title: 'Morning run', values: { distance: 7.34, source: 'manual' } },
  ])
})

// Those who have tried do not agree on which documents of the first and the last date come.
test.each(['by-day', 'exclusive', 'by-beginning'] as const)(
  'exactly the dates of a window are read if Oura filters %s',
  async (dateFilter) => {
    await using simulator = await createOuraSimulator({
      ...ada({
        sleep: AROUND.map((day) => night(day)),
        daily_activity: AROUND.map((day) => activity(day)),
        workout: AROUND.map((day) => workout(day)),
      }),
      dateFilter,
      pageSize: 4,
    })
    const datesOf = async (id: string) => {
      const pages = await readStream(simulator, id, { window: WINDOW })
      return [...new Set(pages.flatMap(({ records }) => records.map(({ date }) => date)))].toSorted()
    }
    for (const id of ['sleep', 'daily-activity', 'workouts'])
      expect({ id, dates: await datesOf(id) }).toEqual({ id, dates: datesIn(WINDOW) })
  },
)

const YEAR = { startDate: '2026-02-01', endDate: '2026-11-20' }
const DATES = datesIn(YEAR)
const stepsOf = (pages: readonly Page<DailyMetricRecord>[]) =>
  Object.keys(valuesOf(pages)).filter((key) => key.startsWith('steps '))

test('a year is read page by page, with tokens bound to their request and an empty page', async () => {
  await using simulator = await createOuraSimulator({
    ...ada({ daily_activity: DATES.map((day) => activity(day)) }),
    pageSize: 25,
  })
  simulator.controls.inject({ kind: 'empty-page', times: 2 })
  const pages = await readStream(simulator, 'daily-activity', { window: YEAR })
  expect(stepsOf(pages)).toHaveLength(DATES.length)
  expect(pages.map(({ covers }) => covers?.startDate)).toEqual([
    '2026-08-23',
    '2026-05-25',
    '2026-02-24',
    '2026-02-01',
  ])
})

test('a failing page in the middle ends the run there, and the next run resumes with its chunk', async () => {
  await using simulator = await createOuraSimulator({
    ...ada({ daily_activity: DATES.map((day) => activity(day)) }),
    pageSize: 30,
  })
  // A chunk is 90 days and one at each end: four pages. The sixth answer is the second page of the second chunk.
  const before: Page<DailyMetricRecord>[] = []
  const path = 'api.ouraring.com/v2/usercollection/daily_activity'
  simulator.controls.inject({ kind: 'slow', milliseconds: 0, path, times: 5 })
  simulator.controls.inject({ kind: 'status', status: 503, path })
  const interrupted = readStream(simulator, 'daily-activity', { window: YEAR, into: before })
  await expect(interrupted).rejects.toMatchObject({ code: 'upstream' })
  expect(stepsOf(before)).toHaveLength(90)

  const rest = await readStream(simulator, 'daily-activity', { window: YEAR, cursor: before.at(-1)?.cursor })
  expect(stepsOf(rest)).toHaveLength(DATES.length - 90)
  expect(new Set([...stepsOf(before), ...stepsOf(rest)]).size).toBe(DATES.length)
})

test('a refused page in the middle does not affect other dates, and leaves its own uncovered', async () => {
  await using simulator = await createOuraSimulator({
    ...ada({ daily_activity: DATES.map((day) => activity(day)) }),
    pageSize: 30,
  })
  const path = 'api.ouraring.com/v2/usercollection/daily_activity'
  const body = { status: 422, title: 'Unprocessable Entity', detail: 'Invalid date: 2026-09-31' }
  simulator.controls.inject({ kind: 'slow', milliseconds: 0, path, times: 5 })
  simulator.controls.inject({ kind: 'status', status: 422, path, body })
  const pages: Page<DailyMetricRecord>[] = []
  const refused = readStream(simulator, 'daily-activity', { window: YEAR, into: pages })
  await expect(refused).rejects.toMatchObject({
    code: 'invalid_data',
    message: 'api.ouraring.com refused the request (422): Invalid date: 2026-09-31',
  })
  expect(stepsOf(pages)).toHaveLength(DATES.length - 90)
  expect(pages.map(({ covers }) => covers?.startDate)).not.toContain('2026-05-25')
})

test('a repeated next page ends the run instead of looping forever', async () => {
  await using simulator = await createOuraSimulator(ada({}))
  const path = 'api.ouraring.com/v2/usercollection/daily_activity'
  const body = { data: [], next_token: 'again' }
  simulator.controls.inject({ kind: 'status', status: 200, path, times: 3, body })
  await expect(readStream(simulator, 'daily-activity')).rejects.toMatchObject({ code: 'upstream' })
})

test.each([
  [
    403,
    'The data is not available.',
    'action_required',
    /Oura membership has expired. Renew it in the Oura app/,
  ],
  [403, 'Missing required scopes: daily', 'permission_denied', /denied permission/],
  [426, 'Upgrade.', 'action_required', /Update the Oura app/],
  [429, 'Too many.', 'rate_limit', /requires a wait/],
])('%i "%s" is %s', async (status, detail, code, message) => {
  await using simulator = await createOuraSimulator(ada({}))
  const body = { status, title: 'Refused', detail }
  simulator.controls.inject({ kind: 'status', status, body, ...(status === 429 ? { retryAfter: 90 } : {}) })
  await expect(readStream(simulator, 'sleep')).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
    retryAfterSeconds: status === 429 ? 90 : undefined,
  })
})
