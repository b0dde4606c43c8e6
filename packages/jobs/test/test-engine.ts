import { silentLogger } from '@tributary/core'
import type { Integration } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { RateBudgets } from '../src/budget/rate-budgets.ts'
import type { Engine } from '../src/engine/engine.ts'
import { runJob } from '../src/engine/run-job.ts'
import { insertJob, type NewJob } from '../src/job-store.ts'
import { PgBossQueue } from '../src/queue/pg-boss-queue.ts'
import type { JobRow } from '../src/tables.ts'
import { type JobsServer, jobRow } from './jobs-server.ts'
import type { ScriptedConnections } from './scripted-connections.ts'
import { sinkOfTests } from './test-records.ts'

export const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

/** An engine that runs a job when a test says so, over the database of a server that runs none. */
export interface TestEngine {
  readonly engine: Engine
  readonly queue: PgBossQueue
  submit(job?: Partial<NewJob>): Promise<string>
  /** Runs a job once, whenever it was to run. */
  run(id: string): Promise<JobRow>
  /** Submits a job and runs it until it has ended or waits. */
  sync(job?: Partial<NewJob>): Promise<JobRow>
  close(): Promise<void>
}

export async function startTestEngine(
  server: JobsServer,
  { integration, connections }: { integration: () => Integration; connections?: ScriptedConnections },
): Promise<TestEngine> {
  const queue = new PgBossQueue(server.database, { logger: silentLogger, supervise: false })
  await queue.open()
  const engine: Engine = {
    database: server.database,
    queue,
    budgets: new RateBudgets(server.database),
    logger: silentLogger,
    connections: () => connections,
    definitionOf: (name) => (integration().name === name ? integration().definition : undefined),
    sinkOf: (kind) => (kind === 'test' ? sinkOfTests : undefined),
    random: () => 0,
    now: () => performance.now(),
  }
  const submit = async (job: Partial<NewJob> = {}) =>
    (
      await insertJob(server.db, {
        userId: 'ada',
        integration: integration().name,
        trigger: 'manual',
        window: WINDOW,
        ...job,
      })
    ).id
  const run = async (id: string) => {
    await sql`update import_jobs set run_after = now() where id = ${id}`.execute(server.db)
    await runJob(engine, id, new AbortController().signal)
    return jobRow(server, id)
  }
  return {
    engine,
    queue,
    submit,
    run,
    sync: async (job) => run(await submit(job)),
    close: () => queue.close(1_000),
  }
}
