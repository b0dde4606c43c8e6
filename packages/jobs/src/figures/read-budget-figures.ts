import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { holdSeconds } from '../budget/sliding-window.ts'
import type { JobsTables } from '../tables.ts'

/** How much of its provider's rate limit an integration may still use. */
export interface BudgetFigures {
  readonly integration: string
  /** From 0 to 1. Where each account has a limit of its own, of the account that has used the most. */
  readonly remaining: number
  /** Budgets, one for each account or one for all, whose provider has asked to wait. */
  readonly blocked: number
}

/** Reads the budgets of all integrations whose provider has a limit, in one statement. */
export async function readBudgetFigures(
  database: Database,
  definitions: readonly IntegrationDefinition[],
): Promise<readonly BudgetFigures[]> {
  const limits = definitions.flatMap(({ name, facts }) =>
    facts?.rateLimit === undefined ? [] : [{ name, ...facts.rateLimit }],
  )
  if (limits.length === 0) return []
  const { rows } = await sql<{ integration: string; used: number; blocked: number }>`
    select limits.integration,
      coalesce(max(taken.used), 0)::integer as used,
      count(*) filter (where budget.blocked_until > now())::integer as blocked
    from unnest(
        ${limits.map(({ name }) => name)}::text[],
        ${limits.map((limit) => limit.perSeconds + holdSeconds(limit))}::float8[]
      ) as limits (integration, lifetime)
      left join rate_budgets budget
        on split_part(budget.key, '/', 1) = limits.integration
        -- Older takes count no more; a block may last longer.
        and (budget.updated_at > now() - make_interval(secs => limits.lifetime) or budget.blocked_until > now())
      left join lateral (
        select sum((take ->> 'n')::integer) as used from jsonb_array_elements(budget.takes) take
        where (take ->> 'at')::float8 + limits.lifetime > extract(epoch from now())
      ) taken on true
    group by limits.integration`.execute(database.tables<JobsTables>())
  const requests = new Map(limits.map((limit) => [limit.name, limit.requests]))
  return rows.map(({ integration, used, blocked }) => ({
    integration,
    remaining: Math.max(0, 1 - used / (requests.get(integration) ?? 1)),
    blocked,
  }))
}
