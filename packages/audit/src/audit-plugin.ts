import type { Plugin } from '@tributary/core'
import { database, migrations } from '@tributary/database'
import { auditLog } from './audit-log.ts'
import { databaseAuditLog } from './database-audit-log.ts'
import { createAuditEntries } from './migrations/0001-create-audit-entries.ts'
import { auditRoutes } from './routes/audit-routes.ts'
import type { AuditTables } from './tables.ts'

/** The audit log: the service that records acts of administration, and the routes to read them. */
export function auditPlugin(): Plugin {
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
      context.contribute(migrations, { '0001-create-audit-entries': createAuditEntries })
      context.registerService(auditLog, (own) => databaseAuditLog(own.getService(database)))
    },
    configureRoutes: (context) => ({
      admin: (app) => auditRoutes(app, () => context.getService(database).tables<AuditTables>()),
    }),
    openapiSchema: () => ({
      description: 'Who changed which user, key, setting or plugin, for administrators.',
    }),
  }
}
