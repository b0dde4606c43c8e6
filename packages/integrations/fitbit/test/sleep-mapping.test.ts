import { sleepValues } from '@tributary/integration-kit/daily'
import { describe, expect, it } from 'vitest'
import { DataPoint } from '../src/api-shapes.ts'
import { type FinishedSleep, readSleep } from '../src/sleep-points.ts'
import { pointsOf } from './fixture.ts'

interface Night {
  readonly start: string
  readonly end?: string
  readonly offsets?: readonly [string, string]
  readonly metadata?: NonNullable<DataPoint['sleep']>['metadata']
  readonly minutesAsleep?: string | number
  readonly stages?: NonNullable<DataPoint['sleep']>['stages']
}

function pointOf({ start, end, offsets = ['0s', '0s'], metadata, minutesAsleep, stages }: Night): DataPoint {
  return {
    sleep: {
      interval: {
        startTime: start,
        startUtcOffset: offsets[0],
        ...(end === undefined ? {} : { endTime: end, endUtcOffset: offsets[1] }),
      },
      metadata: metadata ?? { processed: true, mainSleep: true },
      ...(minutesAsleep === undefined ? {} : { summary: { minutesAsleep } }),
      ...(stages === undefined ? {} : { stages }),
    },
  }
}

function recordsOf(...nights: readonly Night[]): Readonly<Record<string, unknown>> {
  const finished = nights.map((night) => readSleep(pointOf(night)) as FinishedSleep)
  expect(finished.map(({ kind }) => kind)).toEqual(nights.map(() => 'finished'))
  return Object.fromEntries(
    sleepValues(finished).map(({ field, date, value }) => [`${field} ${date}`, value]),
  )
}

describe('a night', () => {
  it('belongs to the date it ends on', () => {
    const sleeps = pointsOf('sleep-list', DataPoint).map((point) => readSleep(point) as FinishedSleep)
    expect(sleepValues(sleeps)).toEqual([
      { field: 'sleepLength', date: '2026-11-09', value: 390 },
      { field: 'bedTime', date: '2026-11-09', value: '00:20' },
      { field: 'wakeUpTime', date: '2026-11-09', value: '07:00' },
    ])
  })

  // The offsets are those in force at its beginning and at its end: the clock on the wall, whatever it did meanwhile.
  it.each([
    [
      'New York, clocks go back',
      '2026-11-01T03:40:00Z',
      '2026-11-01T12:10:00Z',
      ['-14400s', '-18000s'],
      { 'bedTime 2026-11-01': '23:40', 'wakeUpTime 2026-11-01': '07:10' },
    ],
    [
      'New York, clocks go forward',
      '2026-03-08T04:30:00Z',
      '2026-03-08T11:00:00Z',
      ['-05:00', '-04:00'],
      { 'bedTime 2026-03-08': '23:30', 'wakeUpTime 2026-03-08': '07:00' },
    ],
    [
      'Berlin, clocks go back',
      '2026-10-24T21:50:00Z',
      '2026-10-25T06:20:00Z',
      ['7200s', '3600s'],
      { 'bedTime 2026-10-25': '23:50', 'wakeUpTime 2026-10-25': '07:20' },
    ],
    [
      'Berlin, clocks go forward',
      '2026-03-28T22:15:00Z',
      '2026-03-29T05:45:00Z',
      ['3600s', '7200s'],
      { 'bedTime 2026-03-29': '23:15', 'wakeUpTime 2026-03-29': '07:45' },
    ],
    [
      'Auckland, clocks go back',
      '2026-04-04T10:30:00Z',
      '2026-04-04T19:00:00Z',
      ['+13:00', '+12:00'],
      { 'bedTime 2026-04-05': '23:30', 'wakeUpTime 2026-04-05': '07:00' },
    ],
    [
      'Auckland, clocks go forward, woken in the summer hour after midnight UTC of the day before',
      '2026-09-26T10:45:00Z',
      '2026-09-26T17:50:00Z',
      ['43200s', '46800s'],
      { 'bedTime 2026-09-27': '22:45', 'wakeUpTime 2026-09-27': '06:50' },
    ],
    [
      'a flight from Berlin to New York',
      '2026-06-01T22:00:00Z',
      '2026-06-02T03:30:00Z',
      ['7200s', '-14400s'],
      { 'bedTime 2026-06-01': '00:00', 'wakeUpTime 2026-06-01': '23:30' },
    ],
  ] as const)('has the times of the clock on the wall: %s', (_, start, end, offsets, expected) => {
    expect(recordsOf({ start, end, offsets })).toEqual(expected)
  })

  it('has the time asleep, also across a clock change', () => {
    const stages = [{ startTime: '2026-10-24T22:00:00Z', endTime: '2026-10-25T06:00:00Z', type: 'LIGHT' }]
    expect(
      recordsOf({
        start: '2026-10-24T22:00:00Z',
        end: '2026-10-25T06:00:00Z',
        offsets: ['7200s', '3600s'],
        stages,
      }),
    ).toMatchObject({ 'sleepLength 2026-10-25': 480 })
  })

  it('without a summary is computed from its stages, and without both has no length', () => {
    const times = { start: '2026-11-01T22:00:00Z', end: '2026-11-02T06:00:00Z' }
    const stages = [
      { startTime: '2026-11-01T22:00:00Z', endTime: '2026-11-02T01:00:00Z', type: 'LIGHT' },
      { startTime: '2026-11-02T01:00:00Z', endTime: '2026-11-02T01:30:00Z', type: 'AWAKE' },
      { startTime: '2026-11-02T01:30:00Z', endTime: '2026-11-02T02:00:00Z', type: 'RESTLESS' },
      { startTime: '2026-11-02T02:00:00Z', endTime: '2026-11-02T06:00:00Z', type: 'ASLEEP' },
    ]
    expect(recordsOf({ ...times, stages })).toMatchObject({ 'sleepLength 2026-11-02': 420 })
    expect(recordsOf(times)).toEqual({ 'bedTime 2026-11-02': '22:00', 'wakeUpTime 2026-11-02': '06:00' })
  })
})

describe('several sleeps of a date', () => {
  const night: Night = { start: '2026-11-01T22:00:00Z', end: '2026-11-02T06:00:00Z', minutesAsleep: '440' }
  const nap: Night = {
    start: '2026-11-02T13:00:00Z',
    end: '2026-11-02T13:40:00Z',
    minutesAsleep: 35,
    metadata: { processed: true, nap: true },
  }

  it('add up, naps included; the times are those of the main sleep', () => {
    const expected = {
      'sleepLength 2026-11-02': 475,
      'bedTime 2026-11-02': '22:00',
      'wakeUpTime 2026-11-02': '06:00',
    }
    expect(recordsOf(night, nap)).toEqual(expected)
    expect(recordsOf(nap, night)).toEqual(expected)
  })

  it('with only naps have a length and no times', () => {
    expect(recordsOf(nap)).toEqual({ 'sleepLength 2026-11-02': 35 })
  })

  it('without a marked main one: the longest is, unless it is a nap', () => {
    const plain = (minutesAsleep: string, start: string, end: string): Night => ({
      start,
      end,
      minutesAsleep,
      metadata: {},
    })
    expect(
      recordsOf(
        plain('110', '2026-11-02T08:00:00Z', '2026-11-02T10:00:00Z'),
        plain('300', '2026-11-02T01:00:00Z', '2026-11-02T06:30:00Z'),
        nap,
      ),
    ).toMatchObject({ 'sleepLength 2026-11-02': 445, 'bedTime 2026-11-02': '01:00' })
  })

  it('of the same night recorded by two devices count once', () => {
    const byPhone: Night = {
      start: '2026-11-01T21:30:00Z',
      end: '2026-11-02T06:30:00Z',
      minutesAsleep: '520',
      metadata: { processed: true },
    }
    expect(recordsOf(byPhone, night, nap)).toMatchObject({
      'sleepLength 2026-11-02': 475,
      'bedTime 2026-11-02': '22:00',
    })
  })

  it('are read by the older name of the main sleep, too', () => {
    expect(recordsOf({ ...nap, metadata: { main: true, nap: true } })).toHaveProperty('bedTime 2026-11-02')
  })
})

describe('a pending sleep', () => {
  it('is ongoing: it may still end on either of two dates', () => {
    const point = pointOf({ start: '2026-11-02T03:00:00Z', offsets: ['-14400s', ''], metadata: {} })
    expect(readSleep(point)).toEqual({
      kind: 'pending',
      dates: ['2026-11-01', '2026-11-02'],
      hasEnded: false,
    })
  })

  it('is over and not computed: its date is known', () => {
    const point = pointOf({
      start: '2026-11-02T03:00:00Z',
      end: '2026-11-02T11:00:00Z',
      metadata: { processed: false, mainSleep: true },
    })
    expect(readSleep(point)).toEqual({ kind: 'pending', dates: ['2026-11-02'], hasEnded: true })
  })

  it('without a processing state counts as computed', () => {
    const point = pointOf({ start: '2026-11-02T03:00:00Z', end: '2026-11-02T11:00:00Z', metadata: {} })
    expect(readSleep(point).kind).toBe('finished')
  })
})

it.each([
  [{}],
  [{ sleep: {} }],
  [{ sleep: { interval: { startTime: 'then', endTime: '2026-11-02T11:00:00Z' } } }],
  [pointOf({ start: '2026-11-02T03:00:00Z', end: 'later' })],
  [pointOf({ start: '2026-11-02T03:00:00Z', end: '2026-11-02T02:00:00Z' })],
  [pointOf({ start: '2026-11-02T03:00:00Z', end: '2026-11-02T06:00:00Z', offsets: ['0s', 'here'] })],
] as [DataPoint][])('a sleep that cannot be placed is put aside: %j', (point) => {
  expect(readSleep(point)).toMatchObject({ kind: 'rejected', rejected: { raw: point } })
})
