import { randomUUID } from 'node:crypto'
import type { Transaction } from 'kysely'
import type { Parts } from '../parts.ts'
import type { RuleRow, RulesTables } from '../tables.ts'
import { composeFiring, keyOfFiring, parametersOf, pathOf } from './compose-firing.ts'
import type { Evaluated, Facts, Occurrence } from './facts.ts'
import { insertFiring } from './firing-store.ts'
import { addDue, claimSubjects, clearSubjects } from './subject-store.ts'

/** How many titles a message has. */
const TITLES = 3

/**
 * Writes what follows from an evaluation: the log, and the notification with its delivery, which is the outbox. Everything is one
 * transaction, so that a process that ends before or after it has neither lost nor repeated anything.
 */
export async function fire(
  parts: Parts,
  trx: Transaction<RulesTables>,
  { rule, evaluated, now }: { readonly rule: RuleRow; readonly evaluated: Evaluated; readonly now: Date },
): Promise<void> {
  await clearSubjects(trx, rule.id, evaluated.cleared)
  await addDue(trx, rule.id, { due: evaluated.due, now })
  const { items = [] } = evaluated
  const subjects = [...evaluated.occurrences, ...items].map(({ subject }) => subject)
  const claimed = await claimSubjects(trx, { ruleId: rule.id, subjects, now })
  const news = evaluated.occurrences.filter(({ subject }) => claimed.has(subject))
  const fresh = items.filter(({ subject }) => claimed.has(subject))
  for (const occurrence of [...news, ...together(fresh)]) await record(parts, trx, { rule, occurrence, now })
}

/** Items that came in together are told together. */
function together(items: NonNullable<Evaluated['items']>): Occurrence[] {
  const [first] = items
  if (first === undefined) return []
  const integrations = [...new Set(items.map(({ integration }) => integration))]
  const titles = items.slice(0, TITLES).map(({ title }) => title)
  const facts: Facts = {
    on: 'item',
    integration: integrations.join(', '),
    count: items.length,
    titles: titles.join(', '),
  }
  return [{ subject: first.subject, facts }]
}

async function record(
  { notifications }: Parts,
  trx: Transaction<RulesTables>,
  { rule, occurrence, now }: { readonly rule: RuleRow; readonly occurrence: Occurrence; readonly now: Date },
): Promise<void> {
  const { facts } = occurrence
  const id = randomUUID()
  const { user_id: userId, channel_id: channelId } = rule
  const firing = {
    id,
    user_id: userId,
    rule_id: rule.id,
    // A connection may fail again after it has worked; a rule that was changed, for a day of another metric.
    subject: `${occurrence.subject}/${facts.on === 'connection' ? id : rule.revision}`,
    channel_id: channelId,
    facts,
    fired_at: now,
  }
  await insertFiring(trx, firing)
  await notifications.notify(
    {
      userId,
      kind: 'rule_fired',
      severity: facts.on === 'connection' ? 'warning' : 'info',
      ...composeFiring(facts),
      parameters: parametersOf(facts),
      path: pathOf(facts),
      key: keyOfFiring(firing),
      once: true,
      channels: [channelId],
    },
    { trx },
  )
}
