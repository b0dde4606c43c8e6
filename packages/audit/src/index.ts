export { auditErrors } from './audit-errors.ts'
export {
  AUDIT_ACTIONS,
  AUDIT_SUBJECTS,
  type AuditAction,
  type AuditChange,
  type AuditEntry,
  type AuditLog,
  type AuditOptions,
  type AuditSubject,
  auditLog,
} from './audit-log.ts'
export { auditLogOf } from './audit-log-of.ts'
export { type AuditPluginOptions, auditPlugin } from './audit-plugin.ts'
export { changesBetween } from './changes-between.ts'
