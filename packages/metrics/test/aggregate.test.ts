import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aggregate, defaultFunction, functionsOf, periodOf } from '../src/aggregate.ts'

const values = (...given: (number | string | boolean)[]) =>
  given.map((value, index) => ({ date: `2025-02-${String(index + 1).padStart(2, '0')}`, value }))

describe('values of a period', () => {
  test.each([
    ['number', 'avg', [1, 2, 6], 3],
    ['number', 'sum', [1, 2, 6], 9],
    ['number', 'min', [3, -2, 6], -2],
    ['number', 'max', [3, -2, 6], 6],
    ['number', 'last', [3, -2, 6], 6],
    ['number', 'count', [3, -2, 6], 3],
    ['boolean', 'avg', [true, false, false, true], 0.5],
    ['boolean', 'sum', [true, false, true], 2],
    ['boolean', 'last', [true, false], false],
    ['text', 'last', ['a', 'b'], 'b'],
    ['text', 'count', ['a', 'b'], 2],
    ['time', 'avg', ['22:00', '23:00'], '22:30'],
    ['time', 'avg', ['23:50', '00:10'], '00:00'],
    ['time', 'avg', ['23:00', '00:00', '01:00'], '00:00'],
    ['time', 'avg', ['23:59', '23:59', '00:00'], '23:59'],
    ['time', 'avg', ['07:15'], '07:15'],
    ['time', 'avg', ['00:00', '12:00'], null],
    ['time', 'min', ['23:50', '00:10'], '23:50'],
    ['time', 'max', ['23:50', '00:10'], '00:10'],
    ['time', 'min', ['06:30', '07:10', '06:55'], '06:30'],
    ['time', 'max', ['06:30', '07:10', '06:55'], '07:10'],
    ['time', 'min', ['00:00', '12:00'], '00:00'],
    ['time', 'last', ['23:50', '00:10'], '00:10'],
    ['time', 'count', ['23:50', '00:10'], 2],
  ] as const)('of type %s, %s of %j is %j', (type, by, given, expected) => {
    expect(aggregate(type, by, values(...given))).toEqual(expected)
  })

  test('shifting every time of day by some minutes shifts their average, earliest and latest equally', () => {
    const turn = (time: number, by: number) => {
      const minutes = (time + by) % 1440
      return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    }
    const minutesOf = (time: unknown) => Number(String(time).slice(0, 2)) * 60 + Number(String(time).slice(3))
    fc.assert(
      fc.property(
        // Within eight hours, like the times of one habit.
        fc.array(fc.integer({ min: 0, max: 480 }), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.constantFrom('avg', 'min', 'max'),
        (times, by, name) => {
          const plain = minutesOf(aggregate('time', name, values(...times.map((time) => turn(time, 0)))))
          const turned = minutesOf(aggregate('time', name, values(...times.map((time) => turn(time, by)))))
          // An average of half a minute may be rounded either way.
          const apart = Math.abs(((turned - plain - by + 2160) % 1440) - 720)
          expect(apart).toBeLessThanOrEqual(name === 'avg' ? 1 : 0)
          if (name === 'min') expect(plain).toBe(Math.min(...times))
          if (name === 'max') expect(plain).toBe(Math.max(...times))
        },
      ),
    )
  })
})

test.each([
  ['2025-01-01', '2025-W01', '2024-12-30', '2025-01-05'],
  ['2024-12-29', '2024-W52', '2024-12-23', '2024-12-29'],
  ['2021-01-03', '2020-W53', '2020-12-28', '2021-01-03'],
  ['2025-03-30', '2025-W13', '2025-03-24', '2025-03-30'],
  ['1969-12-31', '1970-W01', '1969-12-29', '1970-01-04'],
  ['0001-01-01', '0001-W01', '0001-01-01', '0001-01-07'],
  ['9999-12-26', '9999-W51', '9999-12-20', '9999-12-26'],
  // Its Sunday is in the year 10000, which has five digits.
  ['9999-12-31', '9999-W52', '9999-12-27', '9999-12-31'],
])('%s is in week %s, from %s to %s', (date, period, from, to) => {
  expect(periodOf(date, 'week')).toEqual({ period, from, to })
})

test.each([
  ['2024-02-10', '2024-02-01', '2024-02-29'],
  ['2025-02-28', '2025-02-01', '2025-02-28'],
  ['2025-12-31', '2025-12-01', '2025-12-31'],
])('%s is in the month from %s to %s', (date, from, to) => {
  expect(periodOf(date, 'month')).toEqual({ period: date.slice(0, 7), from, to })
})

test.each([
  ['number', 'steps', 'sum'],
  ['number', 'kcal', 'sum'],
  ['number', 'min', 'avg'],
  ['number', 'bpm', 'avg'],
  ['number', null, 'avg'],
  ['time', null, 'avg'],
  ['boolean', null, 'sum'],
  ['text', null, 'last'],
] as const)('of type %s in %s, without being asked, it is the %s', (type, unit, expected) => {
  expect(defaultFunction(type, unit)).toBe(expected)
  expect(functionsOf(type)).toContain(expected)
})
