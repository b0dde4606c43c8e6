import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { checkProblem } from './open-problems.ts'

const LIMIT_MILLISECONDS = 3_000

/**
 * Runs the statement of `tableRead`. Rejects with the problem that health reports if it fails, or if there is no answer in time, also while
 * the pool has no free connection.
 */
export async function checkTables(client: Pick<pg.ClientBase, 'query'>, tableRead: string): Promise<void> {
  const timer = new AbortController()
  const late = delay(LIMIT_MILLISECONDS, 'late' as const, { signal: timer.signal }).catch(
    () => 'late' as const,
  )
  // `query_timeout` frees the connection of a server that hangs; the race covers the wait for a connection.
  const query = { text: tableRead, query_timeout: LIMIT_MILLISECONDS } as pg.QueryConfig
  const answer = client.query(query).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const outcome = await Promise.race([answer, late])
  timer.abort()
  if (outcome === undefined) return
  throw checkProblem(
    outcome === 'late' ? new Error(`no answer within ${LIMIT_MILLISECONDS} ms`) : outcome.error,
  )
}
