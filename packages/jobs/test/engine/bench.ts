import { silentLogger } from '@tributary/core'
import type { IntegrationPlugin } from '@tributary/integration-host'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { RateBudgets } from '../../src/budget/rate-budgets.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { runJob } from '../../src/engine/run-job.ts'
import { insertJob, type NewJob } from '../../src/job-store.ts'
import { PgBossQueue } from '../../src/queue/pg-boss-queue.ts'
import type { JobRow } from '../../src/tables.ts'
import { type JobsServer, jobRow, startJobsServer } from '../jobs-server.ts'
import { type LocalProvider, startProvider } from '../local-provider.ts'
import { noStorage } from '../memory-storages.ts'
import { ScriptedConnections } from '../scripted-connections.ts'
import { sinkOfTests } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'

export const WINDOW = { startDate: '2026-11-01', endDate: '2026-11-07' }

/** An engine that runs a job when a test says so, and all around it: a server that runs none, accounts, a provider. */
export class Bench {
  readonly connections = new ScriptedConnections()
  /** The only integration; set by each test. */
  integration: IntegrationPlugin = accountIntegration([httpStream('items')])
  server!: JobsServer
  provider!: LocalProvider
  queue!: PgBossQueue
  engine!: Engine
  /** The requests that the process received, and the pauses of runs for them, in milliseconds. */
  readonly requests = { received: 0 }
  readonly pauses: number[] = []
  #passed = 0

  async open(): Promise<void> {
    this.provider = await startProvider()
    this.connections.providerUrl = this.provider.url
    this.server = await startJobsServer({
      worker: false,
      connections: this.connections,
      integrations: [this.#lookedUp()],
    })
    const { database } = this.server
    this.queue = new PgBossQueue(database, { logger: silentLogger, supervise: false })
    await this.queue.open()
    this.engine = {
      database,
      queue: this.queue,
      budgets: new RateBudgets(database),
      storage: noStorage,
      logger: silentLogger,
      connections: () => this.connections,
      definitionOf: (name) => (this.integration.name === name ? this.integration.definition : undefined),
      sinkOf: (kind) => (kind === 'test' ? sinkOfTests : undefined),
      random: () => 0,
      requests: this.requests,
      pause: async (milliseconds) => void this.pauses.push(milliseconds),
      now: () => performance.now(),
      clock: () => new Date(Date.now() + this.#passed),
    }
  }

  /** Lets time pass, for what is reckoned by the time of day. */
  pass(seconds: number): void {
    this.#passed += seconds * 1000
  }

  async clear(): Promise<void> {
    this.#passed = 0
    this.connections.forgetAll()
    this.provider.asked.length = 0
    this.pauses.length = 0
    await sql`truncate import_jobs, sync_cursors, uploads, rate_budgets, test_records, test_runs, test_failures cascade`.execute(
      this.server.db,
    )
    await sql`delete from pgboss.job where name = 'import-jobs'`.execute(this.server.db)
  }

  async close(): Promise<void> {
    await this.queue.close(1_000)
    await this.server.stop()
    await this.provider[Symbol.asyncDispose]()
  }

  async submit(job: Partial<NewJob> = {}): Promise<string> {
    const whose = { userId: job.userId ?? 'ada', integration: this.integration.name }
    const { id } = await insertJob(this.server.db, {
      ...whose,
      connectionId: this.connections.idOf(whose),
      trigger: 'manual',
      window: WINDOW,
      ...job,
    })
    return id
  }

  /** Runs a job once, whenever it was to run. */
  async run(id: string): Promise<JobRow> {
    const { run_after: due } = await jobRow(this.server, id)
    await sql`update import_jobs set run_after = now() where id = ${id}`.execute(this.server.db)
    const clock = () => new Date(Math.max(due.getTime() + 1_000, this.engine.clock().getTime()))
    await runJob({ ...this.engine, clock }, id, new AbortController().signal)
    return jobRow(this.server, id)
  }

  /** Submits a job and runs it once. */
  async sync(job?: Partial<NewJob>): Promise<JobRow> {
    return this.run(await this.submit(job))
  }

  /** The server's integration, whose definition is that of the test at hand whenever it is looked up. */
  #lookedUp(): IntegrationPlugin {
    const first = this.integration
    const definitionOf = () => this.integration.definition
    return {
      ...first,
      registerServices: (context) =>
        first.registerServices?.({
          ...context,
          contribute: (point, value) =>
            context.contribute(
              point,
              value === (first.definition as unknown)
                ? (new Proxy(first.definition, {
                    get: (_target, name) => Reflect.get(definitionOf(), name) as unknown,
                  }) as typeof value)
                : value,
            ),
        }),
    }
  }
}

/** One bench for a suite, empty before each test. Starting one costs seconds, so suites share it. */
export function useBench(): Bench {
  const bench = new Bench()
  beforeAll(() => bench.open())
  afterAll(() => bench.close())
  beforeEach(() => bench.clear())
  return bench
}
