import { type Kysely, sql } from 'kysely'
import type { ChangeType } from './change-type.ts'
import { nextPosition } from './database-feed.ts'
import { changesOf } from './feed-query.ts'
import { type FeedQuery, inOrderOfIndexes, readFeed } from './feed-store.ts'
import { BEGINNING, type Position } from './position.ts'
import type { ChangesTables } from './tables.ts'

/** A page, and what reading it cost. */
export interface ExplainedPage {
  readonly found: readonly string[]
  /** Blocks of tables and indexes that were touched; 0 where it was not explained. */
  readonly blocks: number
  /** The most rows that a node of the plan went through. */
  readonly rows: number
  /** The plan as PostgreSQL prints it; empty where it was not explained. */
  readonly plan: string
  readonly position: Position
}

interface PlanNode {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly PlanNode[]
}

interface Explained {
  readonly Plan: PlanNode
}

/**
 * Reads a person's changes page by page, from a position on, by default the beginning, and explains every tenth of them. For tests of the
 * packages whose tables are followed.
 */
export async function* explainPages(
  db: Kysely<unknown>,
  query: {
    readonly types: readonly ChangeType[]
    readonly userId: string
    readonly limit: number
    readonly from?: Position | undefined
  },
): AsyncGenerator<ExplainedPage> {
  const feed = db as Kysely<ChangesTables>
  const { types, userId, limit } = query
  let position = query.from ?? BEGINNING
  for (let number = 0; ; number++) {
    const asked = { types, asked: [{ userId, position }], limit }
    const plan = number % 10 === 0 ? await inOrderOfIndexes(feed, (trx) => explain(trx, asked)) : undefined
    const read = await inOrderOfIndexes(feed, (trx) => readFeed(trx, asked))
    const { found = [], hasMore = false } = read.pages[0] ?? {}
    position = nextPosition(position, read, 0)
    yield {
      found: found.map(({ type, id, row }) => `${row === null ? '-' : ''}${type} ${id}`),
      blocks: (plan?.Plan['Shared Hit Blocks'] ?? 0) + (plan?.Plan['Shared Read Blocks'] ?? 0),
      rows: plan === undefined ? 0 : mostRows(plan.Plan),
      plan: plan === undefined ? '' : JSON.stringify(plan),
      position,
    }
    if (!hasMore) return
  }
}

async function explain(db: Kysely<ChangesTables>, query: FeedQuery): Promise<Explained | undefined> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly Explained[] }>`
    explain (analyze, buffers, timing off, format json) ${changesOf(query)}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0]
}

function mostRows(node: PlanNode): number {
  const rows = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
  return Math.max(rows, ...(node.Plans ?? []).map(mostRows))
}
