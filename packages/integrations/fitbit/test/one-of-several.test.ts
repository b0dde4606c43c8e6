import type { DailyMetricRecord, IntegrationError, Page, ProviderHttp } from '@tributary/integration-kit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { googleError } from '../simulator/google-error.ts'
import {
  accountNotLinked,
  createGoogleHealthSimulator,
  filterRefused,
  type GoogleHealthSimulator,
  internalError,
} from '../simulator/index.ts'
import { civilOf } from '../src/wire.ts'
import { CLIENT, connect } from './connect.ts'
import { expectedOf } from './oracle.ts'
import { coveredBy, datesOf, pagesOf, storedBy } from './read-stream.ts'

const NOW = Date.parse('2026-11-27T18:00:00Z')
const WEEK = { startDate: '2026-11-20', endDate: '2026-11-28' }
const YEAR = { startDate: '2025-11-28', endDate: '2026-11-27' }
const DAYS = datesOf({ startDate: '2026-11-20', endDate: '2026-11-26' })
const badRequest = googleError(400, 'Request contains an invalid argument.')

let simulator: GoogleHealthSimulator
let http: ProviderHttp
beforeEach(async () => {
  simulator = await createGoogleHealthSimulator({
    accounts: [{ id: 'ada', name: 'Ada', timeZone: 'Europe/Berlin', firstDate: '2026-01-14' }],
    clients: [CLIENT],
    now: () => NOW,
  })
  http = await connect(simulator)
})
afterEach(() => simulator.stop())

/** The pages of a stream, and what it threw after them. */
async function read(id: string, window = WEEK) {
  const pages: Page<DailyMetricRecord>[] = []
  try {
    for await (const page of pagesOf(id, { http, window, now: NOW })) pages.push(page as (typeof pages)[0])
  } catch (error) {
    return { pages, stored: storedBy(pages), error: error as IntegrationError }
  }
  return { pages, stored: storedBy(pages), error: undefined }
}
const rejectedOf = (pages: readonly Page<unknown>[]) => pages.flatMap(({ rejected = [] }) => rejected)
const expected = (fields: readonly string[], dates = DAYS) =>
  expectedOf(simulator.tracker().person, dates, fields)
const fieldsOf = (stored: object) => new Set(Object.keys(stored).map((key) => key.split(' ')[0]))

describe('one kind of data that Google refuses', () => {
  it.each([
    [400, 'invalid_data', badRequest],
    [404, 'invalid_data', googleError(404, 'Unknown or unsupported data type.')],
    [403, 'permission_denied', googleError(403, 'The caller does not have permission')],
    [500, 'partial_sync', internalError],
  ])('with %d does not affect the others of its stream: %s', async (_status, code, reply) => {
    simulator.answers.refuse('active-zone-minutes', reply)
    const { stored, error, pages } = await read('daily-activity')
    expect(stored).toMatchObject(expected(['steps', 'distance', 'calories']))
    expect(fieldsOf(stored)).toEqual(new Set(['steps', 'distance', 'calories']))
    expect(error).toMatchObject({
      code,
      message: expect.stringMatching(/^Active Zone Minutes: health\.googleapis\.com/) as string,
    })
    expect(pages.flatMap(({ warning = [] }) => warning)).toEqual([
      `Not everything could be read. ${error?.message}`,
    ])
    // And none of the dates is taken for complete.
    expect([...coveredBy(pages)]).toEqual([])
  })

  it('is the only missing one of a year, for each kind', async () => {
    simulator.answers.refuse('daily-oxygen-saturation', badRequest)
    const { stored, error } = await read('daily-vitals', YEAR)
    const dates = datesOf({ ...YEAR, endDate: '2026-11-26' })
    const fields = ['restingHeartRate', 'heartRateVariability', 'breathingRate']
    expect(stored).toMatchObject(expected(fields, dates))
    expect(fieldsOf(stored)).toEqual(new Set(fields))
    expect(error?.message).toMatch(/^Oxygen saturation \(SpO2\): [^:]*: [^:]*$/)
  })

  it('and another are both named, and their responses kept', async () => {
    simulator.answers.refuse('steps', badRequest)
    simulator.answers.refuse('distance', internalError)
    const { stored, error } = await read('daily-activity')
    expect(fieldsOf(stored)).toEqual(new Set(['activeZoneMinutes', 'calories']))
    expect(error).toMatchObject({
      code: 'invalid_data',
      message: expect.stringMatching(/^Steps: .*400.* Distance: .*500/) as string,
      raw: { status: 400 },
    })
  })

  it('is requested once more after a transient failure', async () => {
    simulator.controls.inject({ kind: 'status', path: '*/distance/*', status: 500 })
    const { stored, error, pages } = await read('daily-activity')
    expect(error).toBeUndefined()
    expect(stored).toMatchObject(expected(['steps', 'distance', 'activeZoneMinutes', 'calories']))
    expect(pages.flatMap(({ warning = [] }) => warning)).toEqual([])
  })

  it('is a failure of Google if none can be read: everything is retried', async () => {
    for (const type of ['steps', 'distance', 'active-zone-minutes', 'total-calories'])
      simulator.answers.refuse(type, internalError)
    const { pages, error } = await read('daily-activity', YEAR)
    expect(pages).toEqual([])
    expect(error?.code).toBe('upstream')
  })

  it('alone is named by its stream', async () => {
    simulator.answers.refuse('sleep', filterRefused)
    const { pages, error } = await read('sleep')
    expect(pages).toEqual([])
    expect(error).toMatchObject({
      code: 'invalid_data',
      message: 'health.googleapis.com refused the request (400): Filter not supported',
    })
  })

  it('for the account as a whole ends it at once', async () => {
    simulator.answers.refuse('distance', accountNotLinked)
    const { error, pages } = await read('daily-activity')
    expect(error?.code).toBe('action_required')
    expect(pages).toEqual([])
  })

  it('is the time zone: then everything is imported', async () => {
    for (const reply of [badRequest, internalError]) {
      simulator.answers.refuse('settings', reply)
      http = await connect(simulator)
      const { stored, error } = await read('daily-activity')
      expect(error).toBeUndefined()
      expect(stored).toMatchObject(expected(['steps']))
    }
  })
})

describe('dates that Google refuses', () => {
  it('of calories do not affect other dates of calories', async () => {
    const body = { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'No.' } }
    const window = { startDate: '2026-10-16', endDate: '2026-11-26' }
    simulator.controls.inject({ kind: 'status', path: '*/total-calories/*', status: 400, body })
    const { stored, error, pages } = await read('daily-activity', window)
    const [refused, others] = [
      datesOf({ startDate: '2026-11-13', endDate: '2026-11-26' }),
      datesOf({ startDate: '2026-10-16', endDate: '2026-11-12' }),
    ]
    expect(stored).toMatchObject(expected(['calories'], others))
    expect(stored).toMatchObject(expected(['steps'], [...refused, ...others]))
    expect(error?.message).toMatch(/^Calories burned: /)
    expect([...coveredBy(pages)].toSorted()).toEqual(others)
  })

  it.each(['sleep', 'weight', 'heart-rate'])('do not prevent reading earlier ones: %s', async (id) => {
    const body = { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'No.' } }
    const path = `*/dataTypes/${id}/dataPoints${id === 'heart-rate' ? '' : '*'}`
    simulator.controls.inject({ kind: 'status', path, status: 400, body })
    const window = id === 'heart-rate' ? { startDate: '2026-11-25', endDate: '2026-11-27' } : YEAR
    const { pages, error } = await read(id, window)
    expect(error).toMatchObject({ code: 'invalid_data' })
    expect(pages.flatMap(({ records }) => records).length).toBeGreaterThan(20)
    expect([...coveredBy(pages)]).not.toContain('2026-11-27')
    expect([...coveredBy(pages)]).toContain(id === 'heart-rate' ? '2026-11-25' : '2026-07-01')
  })
})

describe('one invalid point among many', () => {
  const day = (date: number, more: object) => ({
    civilStartTime: civilOf(`2026-11-${date}`),
    ...more,
  })

  it.each([
    ['an invalid payload', { steps: 7 }, 'steps'],
    ['an invalid number', { steps: { countSum: 'many' } }, 'steps.countSum'],
    ['a value of another shape', { steps: { countSum: { value: 5 } } }, 'steps.countSum'],
    ['a date of another shape', { civilStartTime: '2026-11-22', steps: { countSum: '5' } }, 'civilStartTime'],
    ['a number below zero', { steps: { countSum: '-5' } }, 'below zero'],
    [
      'a date that is only a month',
      { civilStartTime: { date: { year: 2026, month: 11 } }, steps: {} },
      'without a date',
    ],
  ])('is rejected alone, with its fault: %s', async (_, odd, reason) => {
    const points = [
      day(25, { steps: { countSum: '10500' } }),
      { ...day(24, {}), ...odd },
      day(23, { steps: { countSum: '9000' } }),
    ]
    simulator.answers.deliver('steps', points)
    const { stored, pages, error } = await read('daily-activity')
    expect(error).toBeUndefined()
    expect(stored).toMatchObject({ 'steps 2026-11-25': 10_500, 'steps 2026-11-23': 9000 })
    expect(rejectedOf(pages)).toMatchObject([
      { reason: expect.stringContaining(reason) as string, raw: expect.objectContaining({}) as object },
    ])
  })

  it('is rejected alone in a list', async () => {
    const point = (date: string, beatsPerMinute: unknown) => ({
      dailyRestingHeartRate: { ...civilOf(date), beatsPerMinute },
    })
    simulator.answers.deliver('daily-resting-heart-rate', [
      point('2026-11-25', '65'),
      point('2026-11-24', []),
      point('2026-11-23', 61),
    ])
    const { stored, pages } = await read('daily-vitals')
    expect(stored).toMatchObject({ 'restingHeartRate 2026-11-25': 65, 'restingHeartRate 2026-11-23': 61 })
    expect(rejectedOf(pages)).toHaveLength(1)
  })

  it.each([
    ['no object', 'night'],
    ['an invalid interval', { sleep: { interval: 5 } }],
    ['an offset beyond the earth', { startUtcOffset: '9999999999999s', endUtcOffset: '9999999999999s' }],
    [
      'a time beyond the calendar',
      { startTime: '+275760-09-13T00:00:00Z', endTime: '+275760-09-13T00:00:00Z' },
    ],
  ])('is rejected alone among nights: %s', async (_, odd) => {
    const interval = {
      startTime: '2026-11-23T22:00:00Z',
      endTime: '2026-11-24T06:00:00Z',
      startUtcOffset: '3600s',
      endUtcOffset: '3600s',
    }
    const isInterval = typeof odd === 'object' && !('sleep' in odd)
    simulator.answers.deliver('sleep', [
      { sleep: { interval, summary: { minutesAsleep: '420' } } },
      (isInterval ? { sleep: { interval: { ...interval, ...odd } } } : odd) as never,
    ])
    const { stored, pages, error } = await read('sleep')
    expect(error).toBeUndefined()
    expect(stored).toMatchObject({ 'sleepLength 2026-11-24': 420 })
    expect(rejectedOf(pages).length).toBeGreaterThan(0)
  })

  it('loses no more of a night than its invalid parts: stages, metadata, civil times', async () => {
    const interval = {
      startTime: '2026-11-23T22:00:00Z',
      endTime: '2026-11-24T06:00:00Z',
      startUtcOffset: '3600s',
      endUtcOffset: '3600s',
      civilStartTime: '23:00',
      civilEndTime: { date: { year: 2026, month: 11, day: 24 }, time: { hours: 25 } },
    }
    const metadata = { mainSleep: 'yes', nap: null }
    simulator.answers.deliver('sleep', [
      { dataSource: 7, sleep: { interval, metadata, stages: [5], summary: { minutesAsleep: 420 } } },
    ])
    const { stored, pages } = await read('sleep')
    expect(stored).toEqual({
      'sleepLength 2026-11-24': 420,
      'bedTime 2026-11-24': '23:00',
      'wakeUpTime 2026-11-24': '07:00',
    })
    expect(rejectedOf(pages)).toEqual([])
  })

  it('may be null instead of absent', async () => {
    simulator.answers.deliver('steps', [day(25, { steps: { countSum: null }, distance: null })])
    const { stored, pages } = await read('daily-activity')
    expect(stored).toHaveProperty('steps 2026-11-25', 0)
    expect(rejectedOf(pages)).toEqual([])
  })

  it('that is a second value for a day is rejected and named, unless it is equal', async () => {
    const points = ['10500', '10500', '9000'].map((countSum) => day(25, { steps: { countSum } }))
    simulator.answers.deliver('steps', points)
    const { stored, pages } = await read('daily-activity')
    expect(stored).toHaveProperty('steps 2026-11-25', 10_500)
    expect(rejectedOf(pages)).toMatchObject([
      { reason: 'A second value of steps for 2026-11-25: 9000 beside 10500, which is kept.' },
    ])
  })
})
