import { clockOf } from '../evaluate/evaluate-changes.ts'
import { evaluateDays } from '../evaluate/evaluate-metric.ts'
import { fire } from '../firings/fire.ts'
import { dropDue, listDue } from '../firings/subject-store.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { findEnabled, lockRevision } from '../rules/rule-store.ts'
import type { RuleRow, RulesTables } from '../tables.ts'

/** Evaluates days that have become final, for rules that a value passes below. A rule that fails does not keep others from being evaluated. */
export async function settleDays(parts: Parts): Promise<void> {
  for (const { ruleId, subjects } of await listDue(tablesOf(parts), new Date(parts.now()))) {
    try {
      const rule = await findEnabled(tablesOf(parts), ruleId)
      if (rule !== undefined) await settle(parts, rule, subjects)
    } catch (error) {
      parts.logger.warn({ err: error, ruleId }, 'days of a rule could not be evaluated; retrying')
    }
  }
}

async function settle(parts: Parts, rule: RuleRow, days: readonly string[]): Promise<void> {
  const { condition, user_id: userId } = rule
  const { values } = parts
  if (condition.on !== 'metric' || values === undefined) return
  const metric = await values.find(userId, condition.metric)
  const clock = await clockOf(parts, userId)
  const evaluated =
    metric === undefined
      ? { occurrences: [], due: [], cleared: [] }
      : await evaluateDays({ values, userId, condition, clock }, metric, days)
  // A rule whose person has moved to another zone waits longer.
  const waiting = evaluated.due.map(({ subject }) => subject)
  const passed = evaluated.occurrences.map(({ subject }) => subject)
  await parts.database.transaction<RulesTables, void>(async (trx) => {
    if (!(await lockRevision(trx, rule))) return
    await fire(parts, trx, { rule, evaluated: { ...evaluated, due: [] }, now: new Date(parts.now()) })
    await dropDue(
      trx,
      rule.id,
      days.filter((day) => !passed.includes(day) && !waiting.includes(day)),
    )
  })
}
