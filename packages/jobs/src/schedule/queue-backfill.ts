import type { OpenConnection } from '@tributary/connections'
import type { Stream } from '@tributary/integration-kit'
import type { DateRange } from '@tributary/integration-kit/dates'
import { historyWindow, type IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Transaction } from 'kysely'
import type { Engine } from '../engine/engine.ts'
import { listOpenWindows } from '../job-list-store.ts'
import { insertJob, laneOf } from '../job-store.ts'
import type { Gap } from '../record-sink.ts'
import type { JobsTables } from '../tables.ts'
import { type BackfillPlan, planBackfill } from './gap-policy.ts'
import { missedWindow } from './missed-window.ts'
import { planFirstRead } from './plan-first-read.ts'

/** A connection that has just been synced, so its provider is known to answer. */
export interface ReadConnection {
  readonly userId: string
  readonly definition: IntegrationDefinition
  /** The state at the start of the run: `lastSyncAt` is of the previous run. */
  readonly connection: OpenConnection
  /** All streams of the connection, whatever this run read. */
  readonly streams: readonly Stream[]
}

/**
 * Queues the next back-fill of a connection, in the transaction that ends a run of it: first the dates that passed without
 * a sync, then the history of streams whose sinks keep no account of dates, then what the other sinks know to be missing. One at
 * a time; none where nothing is missing or due.
 */
export async function queueBackfill(
  engine: Engine,
  trx: Transaction<JobsTables>,
  read: ReadConnection,
): Promise<void> {
  const { userId, definition, connection } = read
  const integration = definition.name
  if (historyWindow(definition, { connectedAt: connection.connectedAt, now: engine.clock() }) === undefined)
    return
  const open = await listOpenWindows(
    trx,
    laneOf({ userId, integration, connectionId: connection.id, kind: 'backfill' }),
  )
  const missed = missedWindow(definition, connection, engine.clock())
  const plan =
    missed !== undefined && !open.some((window) => contains(window, missed))
      ? { window: missed }
      : open.length === 0
        ? ((await planFirstRead(engine, trx, read)) ?? (await planOverGaps(engine, trx, read)))
        : undefined
  if (plan === undefined) return
  const job = await insertJob(trx, {
    userId,
    integration,
    connectionId: connection.id,
    kind: 'backfill',
    trigger: 'schedule',
    ...plan,
  })
  await engine.queue.enqueueNew([job], trx)
}

async function planOverGaps(
  engine: Engine,
  trx: Transaction<JobsTables>,
  { userId, definition, connection, streams }: ReadConnection,
): Promise<BackfillPlan | undefined> {
  const now = engine.clock()
  const range = historyWindow(definition, { connectedAt: connection.connectedAt, now })
  if (range === undefined) return undefined
  const gaps: Gap[] = []
  for (const [kind, ofKind] of Map.groupBy(streams, (stream) => stream.kind)) {
    const ids = ofKind.map(({ id }) => id)
    const connectionId = connection.id
    const query = { userId, integration: definition.name, connectionId, streams: ids, range }
    gaps.push(...((await engine.sinkOf(kind)?.listGaps?.(trx, query)) ?? []))
  }
  return planBackfill(gaps, now)
}

function contains(outer: DateRange, inner: DateRange): boolean {
  return outer.startDate <= inner.startDate && outer.endDate >= inner.endDate
}
