import { sql } from 'kysely'
import type { Db } from '../parts.ts'

/** What a request can take at most. */
export interface Reservation {
  /** UTC, `YYYY-MM-DD`. */
  readonly day: string
  readonly items: number
  readonly tokens: number
}

export interface DailyLimits {
  readonly items: number
  readonly tokens: number
}

/**
 * Reserves before a request; `false` if it does not fit into what is left of the day. One row for all processes. What a killed process has
 * reserved stays counted, since its request may have been answered and charged.
 */
export async function reserve(
  db: Db,
  { day, items, tokens }: Reservation,
  limits: DailyLimits,
): Promise<boolean> {
  await sql`insert into enrichment_spending (day) values (${day}) on conflict do nothing`.execute(db)
  const { rows } = await sql`
    update enrichment_spending set items = items + ${items}, tokens = tokens + ${tokens}
    where day = ${day} and items + ${items} <= ${limits.items} and tokens + ${tokens} <= ${limits.tokens}
    returning day`.execute(db)
  return rows.length > 0
}

/** What a request has taken. */
export interface Spent {
  readonly items: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number
}

/** Puts what a request has taken in the place of what was reserved for it. */
export async function settle(db: Db, { day, items, tokens }: Reservation, spent: Spent): Promise<void> {
  const { inputTokens, outputTokens, cost } = spent
  await sql`
    update enrichment_spending set
      items = items - ${items} + ${spent.items},
      tokens = tokens - ${tokens} + ${inputTokens + outputTokens},
      input_tokens = input_tokens + ${inputTokens},
      output_tokens = output_tokens + ${outputTokens},
      cost = cost + ${cost}::numeric
    where day = ${day}`.execute(db)
}

/** What a day has taken, reservations among it. */
export interface DaySpending {
  readonly items: number
  readonly tokens: number
  readonly inputTokens: number
  readonly outputTokens: number
  readonly cost: number
}

export async function readSpending(db: Db, day: string): Promise<DaySpending> {
  const row = await db.selectFrom('enrichment_spending').selectAll().where('day', '=', day).executeTakeFirst()
  return {
    items: row?.items ?? 0,
    tokens: row?.tokens ?? 0,
    inputTokens: row?.input_tokens ?? 0,
    outputTokens: row?.output_tokens ?? 0,
    cost: Number(row?.cost ?? 0),
  }
}

/** What the month of a day has taken, until that day. */
export async function readMonth(
  db: Db,
  day: string,
): Promise<{ readonly works: number; readonly tokens: number; readonly cost: number }> {
  const { rows } = await sql<{ works: number; tokens: number; cost: number }>`
    select coalesce(sum(items), 0)::integer as works, coalesce(sum(tokens), 0)::double precision as tokens,
      coalesce(sum(cost), 0)::double precision as cost
    from enrichment_spending where day between date_trunc('month', ${day}::date)::date and ${day}::date`.execute(
    db,
  )
  return rows[0] ?? { works: 0, tokens: 0, cost: 0 }
}
