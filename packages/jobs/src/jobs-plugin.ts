import { changeTypes } from '@tributary/changes'
import { connectionAccess } from '@tributary/connections'
import { authenticator, type Plugin, type PluginContext } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import {
  configurations,
  connections,
  findDefinition,
  imports,
  listDefinitions,
  providers,
  settings,
} from '@tributary/integration-host'
import { RateBudgets, type RateBudgetsOptions } from './budget/rate-budgets.ts'
import { rateBudgets } from './budget/rate-budgets-service.ts'
import type { Engine } from './engine/engine.ts'
import { pause } from './engine/pause-for-requests.ts'
import { RequestCount } from './engine/request-count.ts'
import { contributeFigures } from './figures/contribute-figures.ts'
import { RunCounters } from './figures/run-counters.ts'
import { createImports } from './import-service.ts'
import { jobChanges } from './job-changes.ts'
import { createImportJobs } from './migrations/0001-create-import-jobs.ts'
import { syncConnections } from './migrations/0002-sync-connections.ts'
import { keepWarnings } from './migrations/0003-keep-warnings.ts'
import { narrowJobs } from './migrations/0004-narrow-jobs.ts'
import { findRejectedAgain } from './migrations/0005-find-rejected-again.ts'
import { seeWorkers } from './migrations/0006-see-workers.ts'
import { takeTurns } from './migrations/0007-take-turns.ts'
import { reserveUploads } from './migrations/0008-reserve-uploads.ts'
import { jobsOfConnections } from './migrations/0009-jobs-of-connections.ts'
import { leaseUploads } from './migrations/0010-lease-uploads.ts'
import { jobsByWebhooks } from './migrations/0011-jobs-by-webhooks.ts'
import { followChanges } from './migrations/0012-follow-changes.ts'
import { spellKeptTypes } from './migrations/0013-spell-kept-types.ts'
import { indexJobChanges } from './migrations/0014-index-changes.ts'
import { undoImports } from './migrations/0015-undo-imports.ts'
import { jobsOfDemoData } from './migrations/0016-jobs-of-demo-data.ts'
import { followKeptFiles } from './migrations/0017-follow-kept-files.ts'
import { storeUploads } from './migrations/0018-store-uploads.ts'
import { findRunnable } from './queue/find-runnable.ts'
import { PgBossQueue } from './queue/pg-boss-queue.ts'
import { type RecordSink, recordSinks } from './record-sink.ts'
import { jobsRoutes } from './routes/jobs-routes.ts'
import type { UploadLimits } from './upload-quota.ts'
import { instancesForUploads, jobsConfiguration } from './uploads/upload-storage.ts'
import { Worker } from './worker.ts'

export interface JobsOptions {
  /** Whether this process runs jobs; without, it only queues them. Default true. */
  readonly worker?: boolean
  /** How many imports and back-fills run at once in this process. Default 2. */
  readonly concurrency?: number
  /** How many jobs altogether, if more: the others are syncs, which mostly wait for providers. Default: no more. */
  readonly syncConcurrency?: number | undefined
  /**
   * The most that one person may run at once if the server has several people, so that others do not wait for a long
   * import. Default: all but one, at least one.
   */
  readonly concurrencyPerPerson?: number | undefined
  /** The most jobs that one person may have waiting through the API. Default 1,000. */
  readonly queuedPerPerson?: number | undefined
  /** The limit of stored files that are not imported yet. */
  readonly uploads?: UploadLimits | undefined
  /** How many event streams one person may have open at once in this process. Default 50. */
  readonly streamsPerPerson?: number | undefined
  /**
   * Milliseconds of a monotonic clock, for the age of the figures in health and metrics. Default `performance.now`.
   */
  readonly monotonicNow?: () => number
  /** The clock by which limits of providers are counted, and how requests wait for it: a simulator's, in tests. */
  readonly rateBudgets?: RateBudgetsOptions | undefined
}

/** Import jobs: the queue, the worker, the sync engine and the routes to watch them. */
export function jobsPlugin(options: JobsOptions = {}): Plugin {
  const runs = options.worker ?? true
  let queue: PgBossQueue | undefined
  let worker: Worker | undefined
  const counters = new RunCounters()
  const requests = new RequestCount()
  const queueOf = (context: PluginContext) => {
    queue ??= new PgBossQueue(context.getService(database), { logger: context.logger, supervise: runs })
    return queue
  }
  return {
    name: 'jobs',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Jobs',
      description: 'Import jobs, the worker, the schedule and the sync engine.',
      author: 'The Tributary authors',
      tags: ['sync'],
    },
    essential: true,
    uses: [database, authenticator],
    usesIfPresent: [connectionAccess, connections, providers, settings],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-import-jobs': createImportJobs,
        '0002-sync-connections': syncConnections,
        '0003-keep-warnings': keepWarnings,
        '0004-narrow-jobs': narrowJobs,
        '0005-find-rejected-again': findRejectedAgain,
        '0006-see-workers': seeWorkers,
        '0007-take-turns': takeTurns,
        '0008-reserve-uploads': reserveUploads,
        '0009-jobs-of-connections': jobsOfConnections,
        '0010-lease-uploads': leaseUploads,
        '0011-jobs-by-webhooks': jobsByWebhooks,
        '0012-follow-changes': followChanges,
        '0013-spell-kept-types': spellKeptTypes,
        '0014-index-changes': indexJobChanges,
        '0015-undo-imports': undoImports,
        '0016-jobs-of-demo-data': jobsOfDemoData,
        '0017-follow-kept-files': followKeptFiles,
        '0018-store-uploads': storeUploads,
      })
      context.contribute(configurations, { schema: jobsConfiguration(context) })
      context.contribute(changeTypes, jobChanges)
      context.registerService(
        rateBudgets,
        (own) => new RateBudgets(own.getService(database), options.rateBudgets),
      )
      contributeFigures(context, { counters, now: options.monotonicNow })
      context.registerService(imports, (own) =>
        createImports(own.getService(database), queueOf(own), {
          integrations: () => listDefinitions(own),
          sinks: () => sinksOf(own),
          accounts: {
            connections: () => connectionsOf(own),
            budgets: own.getService(rateBudgets),
            logger: own.logger,
          },
          queuedPerPerson: options.queuedPerPerson,
          uploads: options.uploads,
          storage: instancesForUploads(own),
        }),
      )
    },
    configureRoutes: (context) => ({
      routes: jobsRoutes({
        database: () => context.getService(database),
        queue: () => queueOf(context),
        streamsPerPerson: options.streamsPerPerson,
        queuedPerPerson: options.queuedPerPerson,
        definitions: () => listDefinitions(context),
        connectionsOf: async (userId) =>
          context.hasService(connections) ? context.getService(connections).listAll(userId) : [],
        ...lookupsOf(context),
      }),
    }),
    openapiSchema: () => ({
      description:
        'Import jobs: each run over an uploaded file or against a provider, its progress and its result.',
    }),
    async start(context) {
      await queueOf(context).open()
      if (!runs) return
      const { logger } = context
      worker = new Worker({
        engine: { ...engineOf(context, queueOf(context)), counters, requests },
        queue: queueOf(context),
        logger,
        concurrency: options.concurrency ?? 2,
        syncConcurrency: options.syncConcurrency,
        concurrencyPerPerson: options.concurrencyPerPerson,
        runnable: () => findRunnable(context),
      })
      await worker.start()
      requests.start()
    },
    async stop() {
      requests.stop()
      worker?.stop()
      await queue?.close(STOP_MILLISECONDS)
      await worker?.forget()
      queue = undefined
      worker = undefined
    },
  }
}

/** Less than the kernel gives a plugin to stop. */
const STOP_MILLISECONDS = 6_000

function engineOf(context: PluginContext, queue: PgBossQueue): Omit<Engine, 'requests'> {
  return {
    database: context.getService(database),
    queue,
    budgets: context.getService(rateBudgets),
    storage: instancesForUploads(context),
    logger: context.logger,
    connections: () => connectionsOf(context),
    ...lookupsOf(context),
    random: Math.random,
    pause,
    now: () => performance.now(),
    clock: () => new Date(),
  }
}

function connectionsOf(context: PluginContext) {
  return context.hasService(connectionAccess) ? context.getService(connectionAccess) : undefined
}

function sinksOf(context: PluginContext): readonly RecordSink[] {
  return context.getContributions(recordSinks).map(({ value }) => value)
}

/** Looked up each time: a plugin may have been quarantined or started meanwhile. */
function lookupsOf(context: PluginContext): Pick<Engine, 'definitionOf' | 'sinkOf'> {
  return {
    definitionOf: (name) => findDefinition(context, name),
    sinkOf: (kind) => context.getContributions(recordSinks).find(({ value }) => value.kind === kind)?.value,
  }
}
