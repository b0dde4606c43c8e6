import type { FeedChange } from '@tributary/changes'
import type { Connection, ImportJob } from '@tributary/integration-host'
import { type Evaluated, NOTHING } from '../firings/facts.ts'
import type { Parts } from '../parts.ts'
import type { ConnectionCondition, ImportCondition, ItemCondition } from '../rules/condition.ts'
import type { RuleRow } from '../tables.ts'
import { type DayClock, dayClock, isRecent } from './day-clock.ts'
import { evaluateMetric } from './evaluate-metric.ts'

/** What this package reads of an item, which is what the library's routes show. */
interface Item {
  readonly integration: string
  readonly type: string
  readonly title: string
  readonly occurredOn: string
  readonly createdAt: string
}

/** The clock of a rule's person. */
export async function clockOf(
  { accounts, now }: Pick<Parts, 'accounts' | 'now'>,
  userId: string,
): Promise<DayClock> {
  const { timeZone } = await accounts.readPreferences(userId)
  return dayClock({ timeZone: timeZone ?? 'UTC', now: now() })
}

/** What follows for a rule from changes of the type that it is about. Reads, and writes nothing. */
export async function evaluateChanges(
  parts: Parts,
  rule: RuleRow,
  changes: readonly FeedChange[],
): Promise<Evaluated> {
  const { condition, since, user_id: userId } = rule
  if (changes.length === 0) return NOTHING
  const clock = await clockOf(parts, userId)
  switch (condition.on) {
    case 'metric':
      return parts.values === undefined
        ? NOTHING
        : evaluateMetric({ values: parts.values, userId, condition, clock }, changes)
    case 'item':
      return evaluateItems(changes, { condition, since, clock })
    case 'connection':
      return evaluateConnections(changes, condition)
    case 'import':
      return evaluateImports(changes, condition, since)
  }
}

interface ItemQuestion {
  readonly condition: ItemCondition
  readonly since: Date
  readonly clock: DayClock
}

function evaluateItems(changes: readonly FeedChange[], { condition, since, clock }: ItemQuestion): Evaluated {
  const { integration, type } = condition
  const items = changes.flatMap(({ id, change, resource }) => {
    if (change === 'delete') return []
    const item = resource as Item
    const isWanted =
      (integration ?? item.integration) === item.integration && (type ?? item.type) === item.type
    // One that was there before and has changed is not new.
    const isNew = Date.parse(item.createdAt) >= since.getTime() && isRecent(clock, item.occurredOn)
    return isWanted && isNew
      ? [{ subject: `item/${id}`, integration: item.integration, title: item.title }]
      : []
  })
  return { ...NOTHING, items }
}

const FAILING: readonly Connection['status'][] = ['needs_reauth', 'needs_permission', 'needs_action']

/** A connection that a person has paused does not fail. */
export function isFailing({ status, reasonCode }: Pick<Connection, 'status' | 'reasonCode'>): boolean {
  return FAILING.includes(status) || (status === 'paused' && reasonCode !== 'paused_by_user')
}

export function subjectOfConnection(id: string): string {
  return `connection/${id}`
}

function evaluateConnections(
  changes: readonly FeedChange[],
  { integration }: ConnectionCondition,
): Evaluated {
  const kept = changes.flatMap(({ id, change, resource }) =>
    change === 'delete' ? [] : [{ id, connection: resource as Connection }],
  )
  const failing = kept.filter(
    ({ connection }) =>
      isFailing(connection) && (integration ?? connection.integration) === connection.integration,
  )
  return {
    ...NOTHING,
    occurrences: failing.map(({ id, connection }) => ({
      subject: subjectOfConnection(id),
      facts: {
        on: 'connection',
        integration: connection.integration,
        name: connection.label ?? connection.accountName ?? connection.integration,
        status: connection.status,
      },
    })),
    cleared: changes
      .filter(({ id }) => !failing.some((each) => each.id === id))
      .map(({ id }) => subjectOfConnection(id)),
  }
}

const ENDED = ['succeeded', 'partial', 'failed']

/** Whether a job is an import that has ended as a condition asks. */
export function hasEnded(job: ImportJob, { integration, ends }: ImportCondition): boolean {
  if (job.kind !== 'import' || !ENDED.includes(job.status)) return false
  if ((integration ?? job.integration) !== job.integration) return false
  return ends === 'any' || (job.status === 'failed') === (ends === 'failed')
}

function evaluateImports(changes: readonly FeedChange[], condition: ImportCondition, since: Date): Evaluated {
  const jobs = changes.flatMap(({ change, resource }) => (change === 'delete' ? [] : [resource as ImportJob]))
  const ended = jobs.filter(
    (job) => hasEnded(job, condition) && Date.parse(job.finishedAt ?? '') >= since.getTime(),
  )
  return {
    ...NOTHING,
    occurrences: ended.map(({ id, integration, filename, status, inserted }) => ({
      subject: `job/${id}`,
      facts: { on: 'import', integration, filename: filename ?? integration, status, inserted },
    })),
  }
}
