import type { ConnectionAccess, DueConnection } from '@tributary/connections'
import type { Database } from '@tributary/database'
import { type IntegrationDefinition, syncWindow } from '@tributary/integration-kit/host'
import { findBusyLanes } from '../job-list-store.ts'
import { insertJobs, laneOf, type NewJob } from '../job-store.ts'
import type { JobQueue } from '../queue/job-queue.ts'
import type { JobsTables } from '../tables.ts'

/** The dependencies of the scheduler. */
export interface Scheduler {
  readonly database: Database
  readonly queue: JobQueue
  readonly connections: ConnectionAccess
  /** By integration name; only running ones. */
  definitionOf(integration: string): IntegrationDefinition | undefined
  now(): Date
}

/** Connections of one transaction, which locks their rows: other changes of them wait for its end. */
const AT_ONCE = 50
/** The maximum per tick, so that it ends before the next: a minute's share of 300,000 connections an hour. */
const PER_TICK = 5_000

/**
 * Queues a sync for each connection that is due, taken and queued in one transaction: a connection is due once,
 * however many processes look. One with a waiting or running sync gets no second. Resolves to the number of queued
 * jobs.
 */
export async function submitDue(scheduler: Scheduler, perTick = PER_TICK): Promise<number> {
  let taken = 0
  let queued = 0
  while (taken < perTick) {
    const round = await submitSome(scheduler)
    taken += round.taken
    queued += round.queued
    if (round.taken < AT_ONCE) break
  }
  if (queued > 0) scheduler.queue.wake()
  return queued
}

async function submitSome(scheduler: Scheduler): Promise<{ taken: number; queued: number }> {
  const { database, queue, connections } = scheduler
  return database.transaction<JobsTables, { taken: number; queued: number }>(async (trx) => {
    const due = await connections.claimDue(trx, AT_ONCE)
    const busy = await findBusyLanes(trx, due.map(laneOfSync))
    const free = due.filter((connection) => !busy.has(laneOfSync(connection)))
    const jobs = await insertJobs(
      trx,
      free.flatMap((connection) => newJob(scheduler, connection)),
    )
    await queue.enqueueNew(jobs, trx)
    return { taken: due.length, queued: jobs.length }
  })
}

function laneOfSync(connection: DueConnection): string {
  return laneOf({ ...connection, connectionId: connection.id, kind: 'sync' })
}

/** None for an integration that is not running: it becomes due again. */
function newJob(scheduler: Scheduler, connection: DueConnection): NewJob[] {
  const definition = scheduler.definitionOf(connection.integration)
  if (definition === undefined) return []
  return [
    {
      userId: connection.userId,
      integration: connection.integration,
      connectionId: connection.id,
      trigger: 'schedule',
      window: syncWindow(definition, scheduler.now()),
    },
  ]
}
