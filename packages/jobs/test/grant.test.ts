import type { RateLimit } from '@tributary/integration-kit/host'
import { describe, expect, it } from 'vitest'
import { type BudgetState, grant, holdSeconds } from '../src/budget/grant.ts'

const granted = (answer: ReturnType<typeof grant>) => {
  if ('waitSeconds' in answer) throw new Error(`has to wait ${answer.waitSeconds} s`)
  return answer
}

describe('the budget of a provider', () => {
  it('is granted a few requests at a time, up to the limit', () => {
    const limit: RateLimit = { per: 'client', requests: 150, perSeconds: 3600 }
    let state: BudgetState = { takes: [], now: 1_000, blockedUntil: undefined }
    let total = 0
    for (;;) {
      const answer = grant(state, limit)
      if ('waitSeconds' in answer) break
      expect(answer.tokens).toBeLessThanOrEqual(3)
      total += answer.tokens
      state = { ...state, takes: answer.takes }
    }
    expect(total).toBe(150)
  })

  it('never exceeds the limit in any window, however long tokens are kept', () => {
    const limit: RateLimit = { per: 'client', requests: 60, perSeconds: 60 }
    let random = 1
    const next = () => (random = (random * 16_807) % 2_147_483_647) / 2_147_483_647
    const uses: number[] = []
    let takes: BudgetState['takes'] = []
    for (let now = 0; now < 1_800; now += next()) {
      const answer = grant({ takes, now, blockedUntil: undefined }, limit)
      if ('waitSeconds' in answer) continue
      takes = answer.takes
      for (let token = 0; token < answer.tokens; token++) uses.push(now + next() * holdSeconds(limit))
    }
    uses.sort((a, b) => a - b)
    const most = Math.max(...uses.map((from) => uses.filter((use) => use >= from && use < from + 60).length))
    expect(most).toBeLessThanOrEqual(60)
    // And it is not kept far below either.
    expect(uses.length).toBeGreaterThan((1_800 / 60) * 60 * 0.9)
  })

  it('returns how long to wait until more is available', () => {
    const limit: RateLimit = { per: 'client', requests: 2, perSeconds: 100 }
    const first = granted(grant({ takes: [], now: 0, blockedUntil: undefined }, limit))
    const second = granted(grant({ takes: first.takes, now: 40, blockedUntil: undefined }, limit))
    expect(grant({ takes: second.takes, now: 50, blockedUntil: undefined }, limit)).toEqual({
      waitSeconds: 52,
    })
    expect(granted(grant({ takes: second.takes, now: 102, blockedUntil: undefined }, limit)).tokens).toBe(1)
  })

  it('grants nothing during a wait of the provider', () => {
    const limit: RateLimit = { per: 'client', requests: 100, perSeconds: 10 }
    expect(grant({ takes: [], now: 10, blockedUntil: 40 }, limit)).toEqual({ waitSeconds: 30 })
    expect(granted(grant({ takes: [], now: 40, blockedUntil: 40 }, limit)).tokens).toBe(2)
  })

  it('reserves a part for others if only a share may be taken', () => {
    const limit: RateLimit = { per: 'client', requests: 8, perSeconds: 100 }
    const takes = [{ at: 0, n: 6 }]
    expect(grant({ takes, now: 1, blockedUntil: undefined }, limit, { share: 0.75 })).toHaveProperty(
      'waitSeconds',
    )
    expect(granted(grant({ takes, now: 1, blockedUntil: undefined }, limit)).tokens).toBe(1)
  })

  it('does not grow with the limit', () => {
    const limit: RateLimit = { per: 'client', requests: 15_000, perSeconds: 3600 }
    let takes: BudgetState['takes'] = []
    for (let now = 0; now < 4_000; now += 1) {
      const answer = grant({ takes, now, blockedUntil: undefined }, limit)
      if (!('waitSeconds' in answer)) takes = answer.takes
    }
    expect(takes.length).toBeLessThan(65)
  })

  const empty = { takes: [], blockedUntil: undefined }

  it('starts again with each fixed window, and its tokens end with it', () => {
    const limit: RateLimit = { requests: 100, perSeconds: 900, window: 'fixed', per: 'client' }
    const late = granted(grant({ ...empty, now: 1_799.5 }, limit, { need: 100 }))
    expect(late).toMatchObject({ tokens: 100, holdSeconds: 0.5 })
    expect(grant({ ...empty, takes: late.takes, now: 1_799.75 }, limit)).toEqual({ waitSeconds: 0.25 })
    expect(granted(grant({ ...empty, takes: late.takes, now: 1_800 }, limit)).used).toBe(2)
  })

  it.each([
    // Midnight there is 07:00 in UTC in summer and 08:00 in winter; the clocks went back on 1 November 2026.
    ['2026-10-31T06:59:00Z', 60],
    ['2026-10-31T07:00:00Z', 24 * 3600],
    ['2026-11-01T07:00:00Z', 25 * 3600],
    ['2026-11-02T07:59:00Z', 60],
  ])('follows the day of its zone: at %s the next begins in %i s', (instant, seconds) => {
    const limit: RateLimit = { requests: 1, perDayIn: 'America/Los_Angeles', per: 'client' }
    const now = Date.parse(instant) / 1000
    const { takes } = granted(grant({ ...empty, now }, limit))
    expect(grant({ ...empty, takes, now }, limit)).toEqual({ waitSeconds: seconds })
    expect(grant({ ...empty, takes, now: now + seconds - 1 }, limit)).toEqual({ waitSeconds: 1 })
    expect(granted(grant({ ...empty, takes, now: now + seconds }, limit)).used).toBe(1)
  })

  it('grants what one request costs at once or not at all', () => {
    const limit: RateLimit = { requests: 250, perSeconds: 3600, per: 'client' }
    const first = granted(grant({ ...empty, now: 0 }, limit, { need: 100 }))
    const second = granted(grant({ ...empty, takes: first.takes, now: 1 }, limit, { need: 100 }))
    expect(second).toMatchObject({ tokens: 100, used: 200 })
    expect(grant({ ...empty, takes: second.takes, now: 2 }, limit, { need: 100 })).toHaveProperty(
      'waitSeconds',
    )
  })
})
