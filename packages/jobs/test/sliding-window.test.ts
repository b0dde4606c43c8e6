import { describe, expect, it } from 'vitest'
import { type BudgetState, grant, holdSeconds, type RateLimit } from '../src/budget/sliding-window.ts'

const granted = (answer: ReturnType<typeof grant>) => {
  if ('waitSeconds' in answer) throw new Error(`has to wait ${answer.waitSeconds} s`)
  return answer
}

describe('the budget of a provider', () => {
  it('is given out a few requests at a time, up to the limit and not beyond', () => {
    const limit: RateLimit = { requests: 150, perSeconds: 3600 }
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

  it('never lets a window of any beginning have more than the limit, however long tokens are kept', () => {
    const limit: RateLimit = { requests: 60, perSeconds: 60 }
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

  it('says how long to wait until it has something again', () => {
    const limit: RateLimit = { requests: 2, perSeconds: 100 }
    const first = granted(grant({ takes: [], now: 0, blockedUntil: undefined }, limit))
    const second = granted(grant({ takes: first.takes, now: 40, blockedUntil: undefined }, limit))
    expect(grant({ takes: second.takes, now: 50, blockedUntil: undefined }, limit)).toEqual({
      waitSeconds: 52,
    })
    expect(granted(grant({ takes: second.takes, now: 102, blockedUntil: undefined }, limit)).tokens).toBe(1)
  })

  it('gives nothing while the provider has said so', () => {
    const limit: RateLimit = { requests: 100, perSeconds: 10 }
    expect(grant({ takes: [], now: 10, blockedUntil: 40 }, limit)).toEqual({ waitSeconds: 30 })
    expect(granted(grant({ takes: [], now: 40, blockedUntil: 40 }, limit)).tokens).toBe(2)
  })

  it('leaves a part to others where a share is all that may be taken', () => {
    const limit: RateLimit = { requests: 8, perSeconds: 100 }
    const takes = [{ at: 0, n: 6 }]
    expect(grant({ takes, now: 1, blockedUntil: undefined }, limit, 0.75)).toHaveProperty('waitSeconds')
    expect(granted(grant({ takes, now: 1, blockedUntil: undefined }, limit)).tokens).toBe(1)
  })

  it('does not grow with the limit', () => {
    const limit: RateLimit = { requests: 15_000, perSeconds: 3600 }
    let takes: BudgetState['takes'] = []
    for (let now = 0; now < 4_000; now += 1) {
      const answer = grant({ takes, now, blockedUntil: undefined }, limit)
      if (!('waitSeconds' in answer)) takes = answer.takes
    }
    expect(takes.length).toBeLessThan(65)
  })
})
