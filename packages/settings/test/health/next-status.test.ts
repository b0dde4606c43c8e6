import type { HealthStatus } from '@tributary/integration-host'
import { expect, test } from 'vitest'
import { nextStatus, type Observation, worstOf } from '../../src/health/next-status.ts'

const OBSERVATIONS: Readonly<Record<string, Observation>> = { h: 'healthy', d: 'degraded', u: 'unhealthy' }

/** The status after each of some observations: `hu` is a success, then a failure. */
function statusesAfter(observed: string): HealthStatus[] {
  let status: HealthStatus = 'unknown'
  let previous: Observation | null = null
  return observed.split('').map((letter) => {
    const observation = OBSERVATIONS[letter] ?? 'healthy'
    status = nextStatus(status, previous, observation)
    previous = observation
    return status
  })
}

test.each([
  ['h', 'healthy'],
  ['u', 'unknown'],
  ['uu', 'unknown unhealthy'],
  ['uh', 'unknown healthy'],
  ['ud', 'unknown degraded'],
  // A flap changes nothing.
  ['huhuhuh', 'healthy healthy healthy healthy healthy healthy healthy'],
  ['huu', 'healthy healthy unhealthy'],
  ['huuh', 'healthy healthy unhealthy unhealthy'],
  ['huuhh', 'healthy healthy unhealthy unhealthy healthy'],
  ['huuhuhu', 'healthy healthy unhealthy unhealthy unhealthy unhealthy unhealthy'],
  // Two that differ agree on the one between them.
  ['hud', 'healthy healthy degraded'],
  ['hudu', 'healthy healthy degraded degraded'],
  ['huduu', 'healthy healthy degraded degraded unhealthy'],
  ['uuhd', 'unknown unhealthy unhealthy degraded'],
])('after %s: %s', (observed, statuses) => {
  expect(statusesAfter(observed).join(' ')).toBe(statuses)
})

test('the worst of several, without what is unknown', () => {
  expect(worstOf(['healthy', 'degraded', 'unknown'])).toBe('degraded')
  expect(worstOf(['unhealthy', 'degraded'])).toBe('unhealthy')
  expect(worstOf(['unknown'])).toBe('unknown')
  expect(worstOf([])).toBe('unknown')
})
