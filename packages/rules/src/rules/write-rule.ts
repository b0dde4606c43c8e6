import { isDeepStrictEqual } from 'node:util'
import { coversScope, type Principal, ProblemError, unknownValue } from '@tributary/core'
import { datesIn } from '@tributary/integration-kit/dates'
import { clockOf, isFailing, subjectOfConnection } from '../evaluate/evaluate-changes.ts'
import { listPassed } from '../evaluate/evaluate-metric.ts'
import { addDue, forgetSubjects, markBefore } from '../firings/subject-store.ts'
import { positionNow } from '../follow/follow-rule.ts'
import { MOST_RULES } from '../limits.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { rulesErrors } from '../rules-errors.ts'
import type { RuleRow, RulesTables } from '../tables.ts'
import { type Condition, feedTypeOf } from './condition.ts'
import { findRule, insertRule, type RuleContents, updateRule } from './rule-store.ts'

/** The person's rule; that of another person is not found. */
export async function ruleOf(parts: Parts, userId: string, id: string): Promise<RuleRow> {
  const row = await findRule(tablesOf(parts), userId, id)
  if (row !== undefined) return row
  throw new ProblemError(rulesErrors.RULES_RULE_NOT_FOUND, { detail: 'GET /api/rules lists yours.' })
}

/** Adds a rule. What is so already is no news. */
export async function addRule(parts: Parts, principal: Principal, contents: RuleContents): Promise<RuleRow> {
  const { userId } = principal
  await checkCondition(parts, principal, contents.condition)
  await checkChannel(parts, userId, contents.channelId)
  const beginning = await beginningOf(parts, userId, contents.condition)
  return parts.database.transaction<RulesTables, RuleRow>(async (trx) => {
    const row = await insertRule(trx, { userId, contents, at: beginning.at, most: MOST_RULES })
    if (typeof row === 'number')
      throw new ProblemError(rulesErrors.RULES_TOO_MANY_RULES, {
        detail: `You have ${row} rules, and ${MOST_RULES} are permitted. Delete one first.`,
      })
    await markBeginning(trx, row.id, beginning)
    return row
  })
}

/** Changes a rule. One that looks for something else, or is enabled again, begins as a new one does. */
export async function changeRule(
  parts: Parts,
  { principal, id }: { readonly principal: Principal; readonly id: string },
  contents: Partial<RuleContents>,
): Promise<RuleRow> {
  const { userId } = principal
  const before = await ruleOf(parts, userId, id)
  const condition = contents.condition ?? before.condition
  if (contents.condition !== undefined) await checkCondition(parts, principal, condition)
  if (contents.channelId !== undefined) await checkChannel(parts, userId, contents.channelId)
  const begins =
    !isDeepStrictEqual(condition, before.condition) || (contents.enabled === true && !before.enabled)
  const beginning = begins ? await beginningOf(parts, userId, condition) : undefined
  await parts.database.transaction<RulesTables, void>(async (trx) => {
    const row = await updateRule(trx, before, { contents, at: beginning?.at })
    if (row === undefined || beginning === undefined) return
    // What has fired for one metric says nothing of another; another threshold of the same is no news for its day.
    if (subjectOf(condition) !== subjectOf(before.condition)) await forgetSubjects(trx, id)
    await markBeginning(trx, id, beginning)
  })
  return ruleOf(parts, userId, id)
}

/** What a condition looks at. */
function subjectOf(condition: Condition): string {
  return condition.on === 'metric' ? condition.metric : condition.on
}

interface Beginning {
  readonly at: { readonly cursor: string; readonly now: Date }
  /** What is so already. */
  readonly before: readonly string[]
  /** Days that may still become so. */
  readonly due: readonly { readonly subject: string; readonly at: Date }[]
}

/** First the position, so that what is written between the two is evaluated as a change. */
async function beginningOf(parts: Parts, userId: string, condition: Condition): Promise<Beginning> {
  const now = new Date(parts.now())
  const { nextCursor: cursor } = await positionNow(parts, userId, feedTypeOf(condition))
  return { at: { cursor, now }, ...(await presentOf(parts, userId, condition)) }
}

async function markBeginning(
  trx: Parameters<typeof markBefore>[0],
  ruleId: string,
  { at: { now }, before, due }: Beginning,
): Promise<void> {
  await addDue(trx, ruleId, { due, now })
  await markBefore(trx, { ruleId, subjects: before, now })
}

async function presentOf(
  { connections, ...parts }: Parts,
  userId: string,
  condition: Condition,
): Promise<Omit<Beginning, 'at'>> {
  if (condition.on === 'connection') {
    const failing = (await connections(userId)).filter(isFailing)
    return { before: failing.map(({ id }) => subjectOfConnection(id)), due: [] }
  }
  if (condition.on !== 'metric' || parts.values === undefined) return { before: [], due: [] }
  const clock = await clockOf(parts, userId)
  const { oldest, today } = clock
  if (condition.passes === 'below') {
    // Days that are over are the past, whatever is still delivered for them. Today is not over, whatever was delivered.
    const over = datesIn({ startDate: oldest, endDate: today }).filter((date) => date !== today)
    return { before: over, due: [{ subject: today, at: new Date(clock.settledAt(today)) }] }
  }
  const range = { from: oldest, to: today }
  const passed = await listPassed({ values: parts.values, userId, condition, clock }, range)
  return { before: passed.map(({ subject }) => subject), due: [] }
}

/** Throws for what does not exist, and for what an API key may not read: messages tell it. */
export async function checkCondition(
  parts: Parts,
  principal: Principal,
  condition: Condition,
): Promise<void> {
  const type = feedTypeOf(condition)
  const found = parts.feed.types().find((each) => each.type === type)
  if (found === undefined || (condition.on === 'metric' && parts.values === undefined))
    throw new ProblemError(rulesErrors.RULES_UNAVAILABLE, {
      detail: 'Its plugin is not running. Try again later.',
    })
  if (!coversScope(principal, found.scopes))
    throw new ProblemError(rulesErrors.RULES_SCOPE_MISSING, {
      detail: `A rule on "${condition.on}" needs the scope ${found.scopes.join(' or ')}.`,
    })
  if (condition.on === 'metric') return checkMetric(parts, principal.userId, condition.metric)
  const { integration } = condition
  const known = parts.integrations()
  if (integration !== undefined && !known.includes(integration))
    throw unknownValue({ parameter: 'when/integration', value: integration, known, in: 'body' })
}

async function checkMetric({ values }: Parts, userId: string, metric: string): Promise<void> {
  const all = (await values?.list(userId)) ?? []
  const known = all.filter(({ type }) => type === 'number').map((each) => each.metric)
  if (!known.includes(metric))
    throw unknownValue({ parameter: 'when/metric', value: metric, known, in: 'body' })
}

async function checkChannel({ notifications }: Parts, userId: string, channelId: string): Promise<void> {
  const known = (await notifications.listChannels(userId)).map(({ id }) => id)
  if (!known.includes(channelId))
    throw unknownValue({ parameter: 'channelId', value: channelId, known, in: 'body' })
}
