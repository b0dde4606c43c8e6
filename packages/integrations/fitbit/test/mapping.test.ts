import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataPoint, RollUpPoint } from '../src/api-shapes.ts'
import { mapDaily, mapRollUp } from '../src/mapping.ts'
import { civilOf } from '../src/wire.ts'
import { pointsOf } from './fixture.ts'

const onDay = (day: number) => ({ civilStartTime: civilOf(`2026-11-${String(day).padStart(2, '0')}`) })

describe('a roll-up', () => {
  it('of steps is a count per day', () => {
    expect(mapRollUp('steps', pointsOf('steps-roll-up', RollUpPoint))).toEqual({
      records: [
        { field: 'steps', date: '2026-11-09', value: 7315 },
        { field: 'steps', date: '2026-11-08', value: 12_480 },
      ],
      rejected: [],
    })
  })

  it('of zone minutes sums up the zones; an omitted one is zero', () => {
    const points = pointsOf('active-zone-minutes-roll-up', RollUpPoint)
    expect(mapRollUp('activeZoneMinutes', points).records.map(({ value }) => value)).toEqual([49, 7])
  })

  it('of distance is in kilometres, to the metre', () => {
    const points = [{ ...onDay(2), distance: { millimetersSum: '7423651' } }]
    expect(mapRollUp('distance', points).records).toEqual([
      { field: 'distance', date: '2026-11-02', value: 7.424 },
    ])
  })

  it('of weight is in kilograms', () => {
    expect(mapRollUp('weight', [{ ...onDay(2), weight: { weightGramsAvg: 71_349.5 } }]).records).toEqual([
      { field: 'weight', date: '2026-11-02', value: 71.35 },
    ])
  })

  it('of calories is in kilocalories', () => {
    expect(mapRollUp('calories', [{ ...onDay(2), totalCalories: { kcalSum: 2210.48 } }]).records).toEqual([
      { field: 'calories', date: '2026-11-02', value: 2210 },
    ])
  })

  it('of zero is a zero; a missing day is missing', () => {
    const points = [{ ...onDay(3), steps: {} }, { ...onDay(2), steps: { countSum: '0' } }, onDay(1)]
    expect(mapRollUp('steps', points).records).toEqual([
      { field: 'steps', date: '2026-11-03', value: 0 },
      { field: 'steps', date: '2026-11-02', value: 0 },
    ])
  })

  it('without a date is rejected with its raw value', () => {
    const odd = { steps: { countSum: '5' } }
    expect(mapRollUp('steps', [odd])).toEqual({
      records: [],
      rejected: [{ reason: 'A value of steps without a date.', raw: odd }],
    })
  })

  it('is the same with its integers as strings and as numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { maxLength: 28 }), (counts) => {
        const as = (write: (value: number) => string | number) =>
          counts.map((count, index) => ({ ...onDay(index + 1), steps: { countSum: write(count) } }))
        expect(mapRollUp('steps', as(String))).toEqual(mapRollUp('steps', as(Number)))
        expect(mapRollUp('steps', as(String)).records.map(({ value }) => value)).toEqual(counts)
      }),
    )
  })
})

describe('a daily value', () => {
  const date = { year: 2026, month: 11, day: 2 }

  it('of the resting heart rate is in beats a minute', () => {
    const points = pointsOf('resting-heart-rate-list', DataPoint)
    expect(mapDaily('restingHeartRate', points).records).toEqual([
      { field: 'restingHeartRate', date: '2026-11-09', value: 61 },
    ])
  })

  it.each([
    [{ averageHeartRateVariabilityMilliseconds: 34.94 }, 34.9],
    [
      {
        averageHeartRateVariabilityMilliseconds: 34.94,
        deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: 31.5,
      },
      34.9,
    ],
    [
      {
        averageHeartRateVariabilityMilliseconds: 0,
        deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: 31.5,
      },
      31.5,
    ],
    [{ deepSleepRootMeanSquareOfSuccessiveDifferencesMilliseconds: '31.5' }, 31.5],
    [{ averageHeartRateVariabilityMilliseconds: 0 }, undefined],
  ])('of variability is the average, else that of deep sleep: %j', (values, expected) => {
    const { records } = mapDaily('heartRateVariability', [{ dailyHeartRateVariability: { date, ...values } }])
    expect(records[0]?.value).toBe(expected)
  })

  it.each([
    ['oxygenSaturation', { dailyOxygenSaturation: { date, averagePercentage: 96.44 } }, 96.4],
    ['breathingRate', { dailyRespiratoryRate: { date, breathsPerMinute: 14.25 } }, 14.3],
    ['vo2Max', { dailyVo2Max: { date, vo2Max: 43.87 } }, 43.9],
  ] as const)('of %s has one decimal', (field, point, value) => {
    expect(mapDaily(field, [point]).records).toEqual([{ field, date: '2026-11-02', value }])
  })

  it.each(['0', 0, -1, undefined, 'NaN'])('of %s is not a value: it is impossible', (beatsPerMinute) => {
    const point = {
      dailyRestingHeartRate: { date, ...(beatsPerMinute === undefined ? {} : { beatsPerMinute }) },
    }
    expect(mapDaily('restingHeartRate', [point])).toEqual({ records: [], rejected: [] })
  })

  it('occurring twice for a date is used once, the newest', () => {
    const points = ['58', '63'].map((beatsPerMinute) => ({ dailyRestingHeartRate: { date, beatsPerMinute } }))
    expect(mapDaily('restingHeartRate', points).records.map(({ value }) => value)).toEqual([58])
  })

  it('without a date is rejected', () => {
    expect(mapDaily('vo2Max', [{ dailyVo2Max: { vo2Max: 40 } }]).rejected).toHaveLength(1)
  })
})
