import type { Database } from '@tributary/database'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { sql } from 'kysely'
import { fixedWindowOf } from '../budget/fixed-window.ts'
import { lifetimeOf } from '../budget/grant.ts'
import { windowName } from '../budget/rate-budgets.ts'
import type { JobsTables } from '../tables.ts'

/** The remaining share of an integration's rate limit. */
export interface BudgetFigures {
  readonly integration: string
  /** From 0 to 1, of the limit that is used the most; of a limit per account, of the account that has used the most. */
  readonly remaining: number
  /** Budgets, one per account or one for all, whose provider requested a wait. */
  readonly blocked: number
}

/** Reads the budgets of all integrations whose provider has a limit, in one statement. */
export async function readBudgetFigures(
  database: Database,
  definitions: readonly IntegrationDefinition[],
): Promise<readonly BudgetFigures[]> {
  const now = Date.now() / 1000
  const limits = definitions.flatMap(({ name, api }) =>
    (api?.rateLimits ?? []).map((limit) => ({
      integration: name,
      window: windowName(limit),
      since: fixedWindowOf(limit, now)?.start ?? now - lifetimeOf(limit),
      requests: limit.requests,
    })),
  )
  if (limits.length === 0) return []
  const { rows } = await sql<{ integration: string; share: number; blocked: number }>`
    select limits.integration,
      coalesce(max(taken.used / limits.requests), 0)::float8 as share,
      count(distinct split_part(budget.key, '|', 2)) filter (where budget.blocked_until > now())::integer as blocked
    from unnest(
        ${limits.map(({ integration }) => integration)}::text[],
        ${limits.map(({ window }) => window)}::text[],
        ${limits.map(({ since }) => since)}::float8[],
        ${limits.map(({ requests }) => requests)}::float8[]
      ) as limits (integration, time_window, since, requests)
      left join rate_budgets budget
        on split_part(budget.key, '|', 1) = limits.integration and split_part(budget.key, '|', 3) = limits.time_window
        -- Older takes count no more; a block may last longer.
        and (budget.updated_at > to_timestamp(limits.since) or budget.blocked_until > now())
      left join lateral (
        select sum((take ->> 'n')::float8) as used from jsonb_array_elements(budget.takes) take
        where (take ->> 'at')::float8 > limits.since
      ) taken on true
    group by limits.integration`.execute(database.tables<JobsTables>())
  return rows.map(({ integration, share, blocked }) => ({
    integration,
    remaining: Math.max(0, 1 - share),
    blocked,
  }))
}
