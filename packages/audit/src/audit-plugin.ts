import type { Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { auditLog } from './audit-log.ts'
import { databaseAuditLog } from './database-audit-log.ts'
import { EntryPruner } from './entry-pruner.ts'
import { createAuditEntries } from './migrations/0001-create-audit-entries.ts'
import { indexTimes } from './migrations/0002-index-times.ts'
import { auditRoutes } from './routes/audit-routes.ts'
import type { AuditTables } from './tables.ts'

export interface AuditPluginOptions {
  /** Whether this process deletes old entries. Default true. */
  readonly worker?: boolean | undefined
  /** The age in days at which an entry is deleted; 0: never. Default 730. */
  readonly retentionDays?: number | undefined
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** The interval of looks for old entries. Default 3,600,000. */
  readonly lookMilliseconds?: number | undefined
}

const RETENTION_DAYS = 730
const LOOK_MILLISECONDS = 3_600_000

/** The audit log: the service that records acts of administration, and the routes to read them. */
export function auditPlugin(options: AuditPluginOptions = {}): Plugin {
  let pruner: EntryPruner | undefined
  return {
    name: 'audit',
    version: '0.1.0',
    about: {
      kind: 'server',
      displayName: 'Audit log',
      description: 'Who changed which user, key, setting or plugin.',
      author: 'The Tributary authors',
      tags: ['security', 'administration'],
    },
    uses: [database],
    registerServices(context) {
      context.contribute(migrations, {
        '0001-create-audit-entries': createAuditEntries,
        '0002-index-times': indexTimes,
      })
      context.registerService(auditLog, (own) => databaseAuditLog(own.getService(database)))
    },
    configureRoutes: (context) => ({
      admin: (app) => auditRoutes(app, () => context.getService(database).tables<AuditTables>()),
    }),
    openapiSchema: () => ({
      description: 'Who changed which user, key, setting or plugin, for administrators.',
    }),
    start(context) {
      const { worker = true, retentionDays = RETENTION_DAYS, now = Date.now } = options
      if (!worker || retentionDays === 0) return
      pruner = new EntryPruner({
        db: context.getService(database).tables<AuditTables>(),
        logger: context.logger,
        retentionDays,
        now,
        milliseconds: options.lookMilliseconds ?? LOOK_MILLISECONDS,
      })
      pruner.start()
    },
    async stop() {
      await pruner?.stop()
      pruner = undefined
    },
  }
}
