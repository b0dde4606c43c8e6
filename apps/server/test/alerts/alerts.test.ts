import { describe, expect, test } from 'vitest'
import { firingOf, readAlertRules } from './alert-rules.ts'
import { EXPECTED_HEALTH } from './expected-health.ts'
import { INCIDENTS } from './incidents.ts'
import type { Observation } from './observed-server.ts'
import { parseExposition } from './parse-exposition.ts'

describe('the alert rules', { timeout: 240_000 }, () => {
  const rules = readAlertRules()

  test('are exactly those that fire here', () => {
    const alerts = rules.map(({ alert }) => alert)
    expect(Object.keys(INCIDENTS).toSorted()).toEqual(alerts.toSorted())
    expect(Object.keys(EXPECTED_HEALTH).filter((alert) => !alerts.includes(alert))).toEqual([])
  })

  test.each(rules)('$alert fires on a real server exactly with its cause', async (rule) => {
    const incident = INCIDENTS[rule.alert]
    if (incident === undefined)
      throw new Error(`there is no incident for ${rule.alert}: add one to incidents.ts`)
    const { before, during, after } = await incident()
    const series = parseExposition(before.metrics)
    const firing = ({ metrics }: Observation) =>
      firingOf(rule, { before: series, now: parseExposition(metrics) })
    expect(firing(before)).toEqual([])
    expect(firing(during)).not.toEqual([])
    if (after !== undefined) expect(firing(after)).toEqual([])

    const expected = EXPECTED_HEALTH[rule.alert]
    if (expected === undefined) return
    expect(seenHealth(before)).toEqual({ status: 'ok', isReady: true, failing: {} })
    expect(seenHealth(during)).toEqual(expected)
    if (after !== undefined) expect(seenHealth(after)).toEqual({ status: 'ok', isReady: true, failing: {} })
  })

  test('say what to do', () => {
    for (const { annotations } of rules) {
      expect(annotations.summary).toMatch(/^\S.*\.$/)
      expect(annotations.description.trim()).toMatch(/\.$/)
    }
  })
})

function seenHealth({ health, isReady }: Observation) {
  const failing = health?.checks.filter(({ status }) => status === 'failing') ?? []
  return {
    status: health?.status,
    isReady,
    failing: Object.fromEntries(failing.map(({ name, message }) => [name, message])),
  }
}
