import { historyWindow } from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import type { Engine } from '../engine/engine.ts'
import { listEndedBackfills } from '../job-list-store.ts'
import { laneOf, type NewJob } from '../job-store.ts'
import type { JobsTables } from '../tables.ts'
import { isDue } from './gap-policy.ts'
import type { ReadConnection } from './queue-backfill.ts'

/** The streams and start of the back-fill that reads a history. */
export type FirstRead = Pick<NewJob, 'window' | 'streams' | 'cursors'>

/**
 * The back-fill over the history of a connection, for streams whose sink does not track dates and so knows no gaps:
 * media. It is read once; a failed one continues where it stopped, 1, 2, 4 … hours later. `undefined` if there is
 * nothing to read.
 */
export async function planFirstRead(
  engine: Engine,
  trx: Transaction<JobsTables>,
  { userId, definition, connection, streams }: ReadConnection,
): Promise<FirstRead | undefined> {
  const now = engine.clock()
  const window = historyWindow(definition, { connectedAt: connection.connectedAt, now })
  const unaccounted = streams.filter(({ kind }) => engine.sinkOf(kind)?.listGaps === undefined)
  const reachesBack = (definition.schedule?.backfillDays ?? 0) > 0
  if (window === undefined || !reachesBack || unaccounted.length === 0) return undefined
  const lane = laneOf({
    userId,
    integration: definition.name,
    connectionId: connection.id,
    kind: 'backfill',
  })
  const earlier = await listEndedBackfills(trx, {
    lane,
    startDate: window.startDate,
    since: connection.connectedAt,
  })
  const failed = earlier.filter(({ status }) => status === 'failed')
  if (failed.length < earlier.length) return undefined
  const last = failed.at(-1)
  if (last === undefined) return { window, streams: unaccounted.map(({ id }) => id) }
  const { finished_at: triedAt, error_code: code, cursors, streams: read } = last
  const attempt = { stream: '', date: window.startDate, attempts: failed.length, triedAt, code }
  return isDue(attempt, now)
    ? { window: last.window ?? window, streams: read ?? undefined, cursors }
    : undefined
}
