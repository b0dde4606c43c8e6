import { addDays } from '@tributary/integration-kit/dates'
import { describe, expect, it } from 'vitest'
import type { Gap } from '../src/index.ts'
import { isDue, isGivenUp, MAX_GAP_ATTEMPTS, planBackfill } from '../src/schedule/gap-policy.ts'

const NOW = new Date('2026-11-27T12:00:00Z')
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000)
const gap = (date: string, more: Partial<Gap> = {}): Gap => ({
  stream: 'sleep',
  date,
  attempts: 0,
  triedAt: null,
  code: null,
  ...more,
})
const days = (startDate: string, count: number, more?: Partial<Gap>) =>
  Array.from({ length: count }, (_, index) => gap(addDays(startDate, index), more))

describe('a date that is missing', () => {
  it('is requested at once, and after each failure with twice the delay, at most a week', () => {
    expect(isDue(gap('2026-11-01'), NOW)).toBe(true)
    const dueAfter = (attempts: number, hours: number) =>
      isDue(gap('2026-11-01', { attempts, triedAt: hoursAgo(hours), code: 'upstream' }), NOW)
    for (const [attempts, hours] of [
      [1, 1],
      [2, 2],
      [5, 16],
      [20, 168],
      [2000, 168],
    ] as const)
      expect([dueAfter(attempts, hours - 0.01), dueAfter(attempts, hours)]).toEqual([false, true])
  })

  it.each(['upstream', 'internal', 'auth_expired', 'partial_sync'])(
    'is never given up for transient failures: %s',
    (code) => {
      expect(isGivenUp({ code, attempts: 1000 })).toBe(false)
    },
  )

  it.each(['invalid_data', 'permission_denied', 'not_delivered'])(
    'is given up after repeated refusals: %s',
    (code) => {
      expect(isGivenUp({ code, attempts: MAX_GAP_ATTEMPTS - 1 })).toBe(false)
      expect(isGivenUp({ code, attempts: MAX_GAP_ATTEMPTS })).toBe(true)
      const refused = gap('2026-11-01', { code, attempts: MAX_GAP_ATTEMPTS, triedAt: hoursAgo(10_000) })
      expect(planBackfill([refused], NOW)).toBeUndefined()
    },
  )
})

describe('a back-fill over gaps', () => {
  it('does not exist if nothing is missing', () => {
    expect(planBackfill([], NOW)).toBeUndefined()
  })

  it('reads the newest contiguous dates, of the streams that lack any of them', () => {
    const plan = planBackfill(
      [
        ...days('2026-11-01', 3),
        ...days('2026-11-02', 2, { stream: 'weight' }),
        ...days('2026-10-01', 5, { stream: 'steps' }),
      ],
      NOW,
    )
    expect(plan).toEqual({
      window: { startDate: '2026-11-01', endDate: '2026-11-03' },
      streams: ['sleep', 'weight'],
    })
  })

  it.each([
    [0, 366],
    [1, 84],
    [2, 21],
    [3, 7],
    [4, 1],
    [9, 1],
  ])('after %d failures reads %d days at once, so that one bad day is isolated', (attempts, count) => {
    const tried = { attempts, triedAt: hoursAgo(1000), code: 'upstream' }
    const plan = planBackfill(days('2025-11-01', 380, attempts === 0 ? {} : tried), NOW)
    expect(plan?.window.endDate).toBe('2026-11-15')
    expect(plan?.window.startDate).toBe(addDays('2026-11-15', 1 - count))
  })

  it('requests the dates with the fewest attempts first, and skips those given up', () => {
    const tried = { attempts: 3, triedAt: hoursAgo(1000), code: 'upstream' }
    const plan = planBackfill([...days('2026-11-01', 3, tried), ...days('2026-10-30', 2)], NOW)
    expect(plan?.window).toEqual({ startDate: '2026-10-30', endDate: '2026-10-31' })
  })

  it('skips dates that are not due, and does not delay older ones', () => {
    const waiting = { attempts: 3, triedAt: hoursAgo(1), code: 'upstream' }
    const plan = planBackfill([...days('2026-11-01', 3, waiting), ...days('2026-10-01', 2)], NOW)
    expect(plan?.window).toEqual({ startDate: '2026-10-01', endDate: '2026-10-02' })
  })
})
