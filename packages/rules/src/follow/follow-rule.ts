import { mustStartOver } from '@tributary/changes'
import { evaluateChanges } from '../evaluate/evaluate-changes.ts'
import { fire } from '../firings/fire.ts'
import { DAY_MILLISECONDS, PAGE } from '../limits.ts'
import type { Parts } from '../parts.ts'
import { feedTypeOf } from '../rules/condition.ts'
import { movePosition } from '../rules/rule-store.ts'
import type { RuleRow, RulesTables } from '../tables.ts'

/**
 * Evaluates the next page of changes for a rule, and commits what follows together with the position in the feed: a change is evaluated
 * once, whenever the process ends and however many there are.
 *
 * @returns the rule at its new position if there is more; `undefined` at the end, and if another process was first
 */
export async function followRule(parts: Parts, rule: RuleRow): Promise<RuleRow | undefined> {
  const type = feedTypeOf(rule.condition)
  // Its changes would be passed over.
  if (!parts.feed.types().some((each) => each.type === type)) return undefined
  if (rule.condition.on === 'metric' && parts.values === undefined) return undefined
  const page = await readPage(parts, rule, type)
  const now = new Date(parts.now())
  const isFresh = now.getTime() - rule.cursor_at.getTime() < DAY_MILLISECONDS
  // An unmoved position is saved again once a day: one that is older than the recorded deletions would be refused.
  if (page.items.length === 0 && !page.hasMore && isFresh) return undefined
  const evaluated = await evaluateChanges(parts, rule, page.items)
  const to = { cursor: page.nextCursor, now }
  const moved = await parts.database.transaction<RulesTables, boolean>(async (trx) => {
    if (!(await movePosition(trx, rule, to))) return false
    await fire(parts, trx, { rule, evaluated, now })
    return true
  })
  return moved && page.hasMore ? { ...rule, cursor: to.cursor, cursor_at: now } : undefined
}

/** After a restored backup the rule looks from now on. */
async function readPage(parts: Parts, { user_id: userId, id, cursor }: RuleRow, type: string) {
  try {
    return await parts.feed.read({ userId, types: [type], cursor, limit: PAGE })
  } catch (error) {
    if (!mustStartOver(error)) throw error
    parts.logger.warn({ err: error, ruleId: id }, 'rule starts over at the present changes')
    return { ...(await positionNow(parts, userId, type)), hasMore: false }
  }
}

/** The position of a rule that looks for what is new from now on. */
export async function positionNow({ feed }: Parts, userId: string, type: string) {
  return feed.read({ userId, types: [type], cursor: 'now', limit: 1 })
}
