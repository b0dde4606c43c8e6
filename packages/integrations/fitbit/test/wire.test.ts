import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { civilOf, dateOf, localTimeOf } from '../src/wire.ts'

describe('a date', () => {
  it('is composed of its parts', () => {
    const dates = fc.date({
      min: new Date('1970-01-01'),
      max: new Date('2999-12-31'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(dates, (date) => {
        const text = date.toISOString().slice(0, 10)
        expect(dateOf(civilOf(text).date)).toBe(text)
      }),
    )
  })

  it.each([
    [undefined],
    [{}],
    [{ year: 2026 }],
    [{ year: 2026, month: 11 }],
    [{ year: 2026, month: 2, day: 30 }],
    [{ month: 11, day: 2 }],
    [{ year: 2026, month: 13, day: 1 }],
  ])('is undefined if a part is missing or the day does not exist: %j', (civil) => {
    expect(dateOf(civil)).toBeUndefined()
  })
})

describe('a time on the clock', () => {
  it.each([
    [undefined, undefined],
    [{ date: { year: 2026, month: 3, day: 9 } }, { date: '2026-03-09', time: '00:00' }],
    [
      { date: { year: 2026, month: 3, day: 9 }, time: {} },
      { date: '2026-03-09', time: '00:00' },
    ],
    [
      { date: { year: 2026, month: 3, day: 9 }, time: { minutes: 5 } },
      { date: '2026-03-09', time: '00:05' },
    ],
    [
      { date: { year: 2026, month: 3, day: 9 }, time: { hours: 23 } },
      { date: '2026-03-09', time: '23:00' },
    ],
    [{ time: { hours: 23 } }, undefined],
  ])('has zero for omitted parts: %j', (civil, expected) => {
    expect(localTimeOf(civil)).toEqual(expected)
  })
})
