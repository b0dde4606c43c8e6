import { sleepValues, withdrawnSleepValues } from '@tributary/integration-kit/daily'
import { checkItems } from '@tributary/integration-kit/values'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DataPoint, RollUpPoint } from '../src/api-shapes.ts'
import { mapHeartRates } from '../src/heart-rate.ts'
import { DAILY_VALUES, mapDaily, mapRollUp, ROLL_UP_VALUES } from '../src/mapping.ts'
import { type FinishedSleep, readSleep } from '../src/sleep-points.ts'

const NAMES =
  'sleep interval startTime endTime startUtcOffset endUtcOffset civilEndTime summary minutesAsleep stages metadata date time year ' +
  'month day hours steps countSum civilStartTime weight weightGramsAvg dailyVo2Max vo2Max heartRate sampleTime physicalTime beatsPerMinute dataSource device displayName'
const values = [
  fc.constantFrom<unknown>(
    null,
    '',
    'NaN',
    '3600s',
    '-08:00',
    '2026-11-24T22:00:00Z',
    '+275760-09-13T00:00:00Z',
  ),
  fc.integer({ min: -3000, max: 3000 }),
  fc.double(),
  fc.boolean(),
  fc.string(),
]
const points = fc.array(
  fc.object({
    key: fc.constantFrom(...NAMES.split(' ')),
    values,
    maxDepth: 4,
    maxKeys: 12,
    withNullPrototype: false,
  }),
  { maxLength: 8 },
)

it('any point is either a value or rejected, without exceptions', () => {
  fc.assert(
    fc.property(points, (found) => {
      const rollUps = checkItems(RollUpPoint, found, 'A point of steps')
      const data = checkItems(DataPoint, found, 'A point of sleep')
      expect(rollUps.items.length + rollUps.rejected.length).toBe(found.length)
      for (const field of Object.keys(ROLL_UP_VALUES) as (keyof typeof ROLL_UP_VALUES)[])
        mapRollUp(field, rollUps.items)
      for (const field of Object.keys(DAILY_VALUES) as (keyof typeof DAILY_VALUES)[])
        mapDaily(field, data.items)
      mapHeartRates(data.items)
      const sleeps = data.items
        .map((point) => readSleep(point, { now: 0 }))
        .filter((sleep): sleep is FinishedSleep => sleep.kind === 'finished')
      withdrawnSleepValues(sleeps)
      for (const { value } of sleepValues(sleeps)) expect(value).not.toBeNaN()
    }),
    { numRuns: 2000 },
  )
})
