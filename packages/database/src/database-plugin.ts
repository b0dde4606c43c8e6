import {
  editUnits,
  type Plugin,
  problemTranslators,
  type ReadPositions,
  readPositions,
} from '@tributary/core'
import { database } from './database.ts'
import { databaseEditUnits } from './edit-units.ts'
import { migrations } from './migrations.ts'
import { createDatabase, type DatabaseOptions } from './open-database.ts'
import { parsePosition } from './replica/log-position.ts'
import type { ReadReplica } from './replica/read-replica.ts'
import { toDatabaseProblem } from './sqlstate.ts'

/** Long, because an interrupted migration of a large table restarts from the beginning at the next start. */
const LONGEST_MIGRATION = 6 * 3_600_000

/**
 * The plugin that owns the database. Boots first: `start` opens it and runs every plugin's migrations.
 *
 * @example
 * databasePlugin({ databaseUrl: process.env.DATABASE_URL, dataDir: './data' })
 */
export function databasePlugin(options: DatabaseOptions): Plugin {
  const handle = createDatabase(options)
  return {
    name: 'database',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Database',
      description: 'The PostgreSQL connection pool and the migrations of all plugins.',
      author: 'The Tributary authors',
      tags: ['storage'],
    },
    essential: true,
    startLimit: LONGEST_MIGRATION,
    registerServices(context) {
      handle.logTo(options.logger ?? context.logger)
      context.registerService(database, () => handle, { dispose: () => handle.close() })
      context.registerService(editUnits, () => databaseEditUnits(handle))
      const { replica } = handle
      if (replica !== undefined) context.registerService(readPositions, () => positionsOf(replica))
      context.contribute(problemTranslators, toDatabaseProblem)
    },
    async start(context) {
      await handle.open()
      const applied = await handle.migrate(context.getContributions(migrations))
      context.logger.info({ mode: handle.mode, migrations: applied.length }, 'database opened')
    },
    async refresh(context) {
      const applied = await handle.migrate(context.getContributions(migrations))
      if (applied.length > 0)
        context.logger.info({ migrations: applied.length }, 'tables of added plugins migrated')
    },
    stop: () => handle.close(),
  }
}

function positionsOf(replica: ReadReplica): ReadPositions {
  return {
    isPosition: (text) => parsePosition(text) !== undefined,
    current: () => replica.position(),
  }
}
