import { describe, expect, it } from 'vitest'
import {
  DATE_STEPS,
  dateLabels,
  dateMarks,
  secondsOf,
  valueSteps,
} from '../../src/components/chart/chart-axis.ts'

const DAY = 86_400
const between = (from: string, to: string, days: number) =>
  dateMarks(secondsOf(from), secondsOf(to), days * DAY).map((mark) =>
    new Date(mark * 1000).toISOString().slice(0, 10),
  )

describe('the axis of dates', () => {
  it('has whole days only', () => {
    expect(DATE_STEPS.every((step) => step % DAY === 0)).toBe(true)
    expect(between('2026-03-27', '2026-03-30', 1)).toEqual([
      '2026-03-27',
      '2026-03-28',
      '2026-03-29',
      '2026-03-30',
    ])
  })

  it('marks Mondays where it marks weeks', () => {
    expect(between('2026-11-01', '2026-11-20', 7)).toEqual(['2026-11-02', '2026-11-09', '2026-11-16'])
  })

  it('marks firsts of months and of years', () => {
    expect(between('2025-11-15', '2026-03-01', 28)).toEqual([
      '2025-12-01',
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ])
    expect(between('2019-05-01', '2023-01-01', 730)).toEqual(['2020-01-01', '2022-01-01'])
  })

  it('writes days, months and years by the locale', () => {
    const at = (...dates: string[]) => dates.map(secondsOf)
    expect(dateLabels(at('2026-03-01'), { step: DAY, locale: 'de-DE' })).toEqual(['1. März'])
    expect(dateLabels(at('2025-12-01', '2026-01-01'), { step: 31 * DAY, locale: 'en-US' })).toEqual([
      'Dec 25',
      'Jan 26',
    ])
    expect(dateLabels(at('2020-01-01'), { step: 730 * DAY, locale: 'en-US' })).toEqual(['2020'])
  })
})

describe('the axis of values', () => {
  it('has whole marks where all values are whole', () => {
    const steps = valueSteps([
      [1, null, 3],
      [2, 2, 1],
    ])
    expect(steps.slice(0, 5)).toEqual([1, 2, 5, 10, 20])
    expect(steps.every((step) => Number.isInteger(step))).toBe(true)
  })

  it('has marks that one digit tells apart', () => {
    const steps = valueSteps([[1, 2], [0.5]])
    expect(steps).toEqual(expect.arrayContaining([0.001, 0.1, 0.2, 0.5, 1, 1000]))
    expect(steps).not.toContain(0.25)
  })
})
