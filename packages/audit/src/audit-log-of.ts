import type { PluginContext } from '@tributary/core'
import { type AuditLog, auditLog } from './audit-log.ts'

/** The audit log of the server; one that records nothing where the plugin `audit` is disabled. For plugins that declare it in `usesIfPresent`. */
export function auditLogOf(context: Pick<PluginContext, 'hasService' | 'getService'>): AuditLog {
  return {
    async record(entry, options) {
      if (context.hasService(auditLog)) await context.getService(auditLog).record(entry, options)
    },
  }
}
