import { describe, expect, it } from 'vitest'
import { countMissing, dayStates } from '../../src/pages/metrics/day-states.ts'
import { rangeBefore, rangeOf, readMetricsSearch } from '../../src/pages/metrics/metrics-search.ts'
import { alignPoints, datesOfPeriod, periodsOf } from '../../src/pages/metrics/periods.ts'
import { plottedValues } from '../../src/pages/metrics/plotted-values.ts'
import { summarizePoints } from '../../src/pages/metrics/summarize-points.ts'

describe('the view in the address', () => {
  it('keeps what is understood and drops the rest', () => {
    expect(
      readMetricsSearch({
        metric: ['fitbit.steps', 'fitbit.steps', 7],
        range: '2y',
        per: 'week',
        compare: 'yes',
      }),
    ).toEqual({ metric: ['fitbit.steps'], per: 'week' })
    expect(readMetricsSearch({ from: '2026-02-30', to: '2026-03-01', range: '90d' })).toEqual({
      range: '90d',
    })
    expect(readMetricsSearch({ from: '2026-03-02', to: '2026-03-01' })).toEqual({})
    expect(readMetricsSearch({ from: '2010-01-01', to: '2026-03-01' })).toEqual({})
  })

  it('ends presets today, and all days begin with the first value', () => {
    const today = '2026-11-28'
    expect(rangeOf({ range: '7d' }, { today, first: undefined })).toEqual({ from: '2026-11-22', to: today })
    expect(rangeOf({ range: 'all' }, { today, first: '2025-12-05' })).toEqual({
      from: '2025-12-05',
      to: today,
    })
    expect(rangeOf({ range: 'all' }, { today, first: '1999-01-01' }).from).toBe('2016-10-12')
  })

  it('compares with as many days directly before', () => {
    expect(rangeBefore({ from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: '2026-01-29',
      to: '2026-02-28',
    })
  })
})

describe('periods', () => {
  it('are all there, with values and without', () => {
    const range = { from: '2026-03-28', to: '2026-04-13' }
    expect(periodsOf(range, 'week')).toEqual(['2026-03-23', '2026-03-30', '2026-04-06', '2026-04-13'])
    expect(periodsOf(range, 'month')).toEqual(['2026-03-01', '2026-04-01'])
    expect(periodsOf({ from: '2026-03-28', to: '2026-03-30' }, 'day')).toHaveLength(3)
    expect(datesOfPeriod('2026-03-23', 'week', range)).toEqual({ from: '2026-03-28', to: '2026-03-29' })
  })

  it('have gaps where there is no point; zero is no gap', () => {
    // The first point of a week begins where the range does.
    const points = [
      { from: '2026-03-28', value: 0 },
      { from: '2026-04-06', value: 3 },
    ]
    expect(alignPoints(points, ['2026-03-23', '2026-03-30', '2026-04-06'], 'week')).toEqual([0, null, 3])
  })
})

describe('plotted values', () => {
  it('puts times around midnight beside each other', () => {
    const { values, textOf } = plottedValues(['23:50', null, '00:10'], 'time')
    expect(values).toEqual([1430, null, 1450])
    expect(values.map((value) => (value === null ? null : textOf?.(value)))).toEqual(['23:50', null, '00:10'])
    expect(plottedValues(['06:00', '07:30'], 'time').values).toEqual([360, 450])
  })

  it('keeps numbers and writes true as 1', () => {
    expect(plottedValues([0, null, 2.5], 'number').values).toEqual([0, null, 2.5])
    expect(plottedValues([true, false, null], 'boolean').values).toEqual([1, 0, null])
  })
})

describe('summarizePoints', () => {
  it('weighs an average by days', () => {
    const points = [
      { value: 60, dayCount: 6 },
      { value: 100, dayCount: 2 },
    ]
    expect(summarizePoints(points, 'avg')).toBe(70)
    expect(summarizePoints(points, 'sum')).toBe(160)
    expect(summarizePoints(points, 'max')).toBe(100)
    expect(summarizePoints([], 'sum')).toBeNull()
  })
})

describe('dates without a value', () => {
  const range = { hasValues: false, code: null, message: null, triedAt: null }
  const stream = { stream: 'daily', displayName: 'Daily', connectionId: null }
  const coverage = {
    integration: 'fitbit',
    from: '2026-03-01',
    to: '2026-03-05',
    streams: [
      {
        ...stream,
        ranges: [
          { ...range, from: '2026-03-01', to: '2026-03-02', state: 'covered' as const },
          { ...range, from: '2026-03-03', to: '2026-03-03', state: 'failed' as const, message: 'Down.' },
        ],
      },
      { ...stream, ranges: [{ ...range, from: '2026-03-02', to: '2026-03-03', state: 'empty' as const }] },
    ],
  }

  it('are empty, failed or not read yet, each counted', () => {
    const reasons = dayStates(coverage, 'daily')
    // Its stream is complete: of this metric there is nothing.
    expect(reasons.get('2026-03-01')?.state).toBe('empty')
    expect(reasons.get('2026-03-03')).toEqual({ state: 'failed', message: 'Down.' })
    const dates = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05']
    expect(countMissing(dates, [0, null, null, null, 5], reasons)).toEqual({
      empty: 1,
      failed: 1,
      missing: 1,
    })
  })
})
