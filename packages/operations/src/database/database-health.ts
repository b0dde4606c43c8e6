import type { Plugin, PluginContext, ServiceRegistrationContext } from '@tributary/core'
import { type Database, database } from '@tributary/database'
import { findHome } from '@tributary/database/embedded'
import { cachedFigures } from '../figures/cached-figures.ts'
import { healthChecks } from '../health/health-check.ts'
import { metricCollectors } from '../metrics/metric-collectors.ts'
import {
  addEmbeddedMetrics,
  addPoolMetrics,
  addWriteMetrics,
  type DatabaseFigures,
} from './database-metrics.ts'
import { type EmbeddedFigures, readEmbeddedFigures } from './embedded-figures.ts'
import { isFull, PoolWatch } from './pool-watch.ts'
import { probeServer } from './probe-server.ts'
import { readOnlyProblem, readWriteAccess } from './write-access.ts'

export interface DatabaseHealthOptions {
  /** Location of the embedded database, for its metrics; the options of `databasePlugin`. */
  readonly dataDir?: string
  /** Whether there is a read replica to check. Default: no. */
  readonly hasReplica?: boolean
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
  /** Reads the disk and memory use of the embedded database. Default: from its files and `/proc`. */
  readonly readEmbedded?: (home: string) => Promise<EmbeddedFigures>
}

/** Queries wait up to 10 s for a connection before they fail; half of that is a lasting shortage, not a peak. */
const EXHAUSTED_SECONDS = 5
/** Reading it walks all files of the database. */
const EMBEDDED_LIMITS = { freshFor: 60_000, usableFor: 300_000 }

/**
 * Health checks and metrics of the database as its clients see it: reachable, writable, connections left in the pool, and
 * the disk and memory use of the embedded database.
 */
export function databaseHealthCheck(options: DatabaseHealthOptions = {}): Plugin {
  const clock = options.now === undefined ? {} : { now: options.now }
  let watch: PoolWatch | undefined
  const watchOf = (context: PluginContext) => {
    watch ??= new PoolWatch(() => context.getService(database).pool, options.now)
    return watch
  }
  return {
    name: 'database-health',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Database health',
      description: 'Checks that the database answers, takes writes and is intact.',
      author: 'The Tributary authors',
      tags: ['monitoring'],
    },
    // The plugin of this service boots first, wherever it stands in the list.
    uses: [database],
    registerServices(context) {
      const handle = () => context.getService(database)
      const figures = cachedFigures(() => readWriteAccess(handle()), clock)
      contributeChecks(context, {
        figures,
        watch: () => watchOf(context),
        hasReplica: options.hasReplica === true,
      })
      context.contribute(metricCollectors, (registry) =>
        addPoolMetrics(registry, { handle, watch: watchOf(context) }),
      )
      context.contribute(metricCollectors, (registry) => addWriteMetrics(registry, figures))
      context.contribute(metricCollectors, (registry) => {
        const { dataDir } = options
        if (handle().mode !== 'embedded' || dataDir === undefined) return
        const read = options.readEmbedded ?? readEmbeddedFigures
        const embedded = () => read(homeOf(dataDir))
        addEmbeddedMetrics(registry, cachedFigures(embedded, { ...clock, limits: EMBEDDED_LIMITS }))
      })
    },
    start: (context) => watchOf(context).start(),
    stop: () => watch?.stop(),
  }
}

function homeOf(dataDir: string): string {
  const home = findHome(dataDir)
  if (home === undefined) throw new Error(`there is no embedded database in ${dataDir}`)
  return home
}

function contributeChecks(
  context: ServiceRegistrationContext,
  { figures, watch, hasReplica }: { figures: DatabaseFigures; watch: () => PoolWatch; hasReplica: boolean },
): void {
  // Resolved when a check runs and not here: in phase 1, services are registered but not yet started.
  const handle = () => context.getService(database)
  context.contribute(healthChecks, {
    name: 'database',
    severity: 'unready',
    cure: 'check that PostgreSQL runs and is reachable',
    check: () => answers(handle()),
  })
  context.contribute(healthChecks, {
    name: 'database-writes',
    cure: 'check that PostgreSQL is writable',
    needs: ['database', 'database-pool'],
    async check() {
      const access = await figures()
      return access.readOnly ? readOnlyProblem(handle().mode, access) : undefined
    },
  })
  context.contribute(healthChecks, {
    name: 'database-pool',
    cure: 'find what holds connections (pg_stat_activity), or raise DATABASE_POOL_SIZE',
    needs: ['database'],
    async check() {
      const seconds = watch().exhaustedSeconds()
      if (seconds <= EXHAUSTED_SECONDS) return undefined
      const { max } = handle().pool.options
      return { cause: `all ${max} connections to the database have been in use for ${Math.floor(seconds)} s` }
    },
  })
  if (!hasReplica) return
  context.contribute(healthChecks, {
    name: 'database-replica',
    cure: 'check the PostgreSQL of DATABASE_READ_URL',
    needs: ['database'],
    check: async () => handle().replica?.fault,
  })
}

/** An exhausted pool does not mean that the database is unreachable. */
async function answers(handle: Database): Promise<void> {
  if (isFull(handle.pool)) await probeServer(handle)
  else await handle.check()
}
