import { Compile } from 'typebox/compile'
import { describe, expect, test } from 'vitest'
import { isLocalDate } from '../src/dates.ts'
import { dailyMetricStream, measurementStream } from '../src/index.ts'

async function* nothing() {}

const stream = dailyMetricStream({
  id: 'daily',
  displayName: 'Daily',
  sync: nothing,
  fields: {
    steps: { label: 'Steps', unit: 'steps', type: 'number' },
    bedTime: { label: 'Bed time', type: 'time' },
    note: { label: 'Note', type: 'text' },
    walked: { label: 'Walked', type: 'boolean' },
  },
})

test('a misspelt field of a record does not compile', () => {
  const options = {
    id: 'd',
    displayName: 'D',
    fields: { steps: { label: 'Steps', type: 'number' } },
  } as const
  const date = '2026-11-01'
  const declare = () => {
    dailyMetricStream({
      ...options,
      async *sync({ window }) {
        yield { records: [{ field: 'steps', date: window.startDate, value: 1 }], cursor: null }
      },
    })
    // @ts-expect-error -- there is no field of this name
    dailyMetricStream({
      ...options,
      async *sync() {
        yield { records: [{ field: 'stpes', date, value: 1 }], cursor: null }
      },
    })
    dailyMetricStream({
      ...options,
      // @ts-expect-error -- there is no member of this name
      async *sync() {
        yield { records: [{ feild: 'steps', date, value: 1 }], cursor: null }
      },
    })
    // One that is put together at run time is told when it comes.
    dailyMetricStream({
      ...options,
      async *sync({ window }) {
        const name: string = window.startDate
        yield { records: [{ field: name, date, value: 1 }], cursor: null }
      },
    })
  }
  // At run time it is told when the record comes.
  expect(declare).not.toThrow()
})

describe('the records of a daily metric stream', () => {
  const schema = Compile(stream.recordSchema)

  test.each([
    ['steps', 0],
    ['steps', -1.5e20],
    ['bedTime', '00:00'],
    ['bedTime', '23:59'],
    ['note', ''],
    ['note', 'Slept badly — again'],
    ['walked', false],
  ])('%s may be %j', (field, value) => {
    expect(schema.Errors({ field, date: '2024-02-29', value })).toEqual([])
    expect(schema.Check({ field, date: '2024-02-29', value })).toBe(true)
  })

  test.each([
    ['steps', '12', 'has a value of steps that is not a finite number'],
    ['steps', true, 'has a value of steps that is not a finite number'],
    ['bedTime', '24:00', 'has a value of bedTime that is not a time of day, HH:MM'],
    ['bedTime', '7:30', 'has a value of bedTime that is not a time of day, HH:MM'],
    ['bedTime', '23:15:00', 'has a value of bedTime that is not a time of day, HH:MM'],
    ['bedTime', 2315, 'has a value of bedTime that is not a time of day, HH:MM'],
    ['note', 5, 'has a value of note that is not text'],
    ['note', 'a\0b', 'has a value of note that is not text'],
    ['walked', 'true', 'has a value of walked that is not true or false'],
    ['constructor', 1, 'must be equal to one of the allowed values'],
  ])('%s may not be %j, with the reason', (field, value, reason) => {
    const record = { field, date: '2024-02-29', value }
    expect(schema.Check(record)).toBe(false)
    expect(schema.Errors(record)[0]?.message).toContain(reason)
  })

  test.each([NaN, Infinity, null, undefined])('no field may be %s', (value) => {
    expect(schema.Check({ field: 'steps', date: '2024-02-29', value })).toBe(false)
  })

  test('a day that the calendar does not have is refused', () => {
    const record = { field: 'steps', date: '2023-02-29', value: 1 }
    expect(schema.Errors(record)[0]?.message).toBe('is of 2023-02-29, which is not a valid date')
  })
})

test('a measurement is of a metric that the stream declares, in its unit', () => {
  const fields = { heartRate: { label: 'Heart rate', unit: 'bpm' }, mood: { label: 'Mood' } }
  const schema = Compile(measurementStream({ id: 'beats', displayName: 'Beats', fields }).recordSchema)
  const beat = {
    externalId: 'a',
    metric: 'heartRate',
    measuredAt: '2026-11-01T10:00:00Z',
    value: 60,
    unit: 'bpm',
  }
  expect(schema.Check(beat)).toBe(true)
  expect(schema.Check({ ...beat, metric: 'mood', unit: '' })).toBe(true)
  expect(schema.Check({ ...beat, metric: 'weight' })).toBe(false)
  expect(schema.Errors({ ...beat, unit: 'Hz' })[0]?.message).toBe(
    'is in "Hz", but the stream declares its metric in "bpm"',
  )
})

test.each([
  ['2024-02-29', true],
  ['0001-01-01', true],
  ['9999-12-31', true],
  ['2023-02-29', false],
  ['2024-13-01', false],
  ['2024-00-10', false],
  ['0000-01-01', false],
  ['2024-2-9', false],
  ['', false],
])('%s as a day of the calendar: %s', (text, is) => {
  expect(isLocalDate(text)).toBe(is)
})
