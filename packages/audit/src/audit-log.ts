import { type Principal, serviceKey } from '@tributary/core'
import type { Transaction } from 'kysely'

export const AUDIT_ACTIONS = ['created', 'updated', 'deleted', 'rotated'] as const

/** The kinds of things whose changes are recorded. */
export const AUDIT_SUBJECTS = [
  'api_key',
  'data_key',
  'identity',
  'integration',
  'master_key',
  'plugin',
  'plugin_instance',
  'plugin_settings',
  'user',
] as const

export type AuditSubject = (typeof AUDIT_SUBJECTS)[number]

export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/** What is recorded of an act of administration. */
export interface AuditEntry {
  /** Who acted: `signedIn(request)`. Absent when the server or its command line acted. */
  readonly by?: Pick<Principal, 'userId' | 'kind'> | undefined
  readonly action: AuditAction
  readonly subjectType: AuditSubject
  /** Its id, or its name where that identifies it: `spotify`. */
  readonly subjectId: string
  /** What changed. Empty where the action says everything. */
  readonly changes?: readonly AuditChange[]
}

/** One member of the thing that changed. Of a secret, only that it changed. */
export type AuditChange =
  | { readonly field: string; readonly before: unknown; readonly after: unknown }
  | { readonly field: string; readonly isSecret: true }

/** Records who changed what in the administration. */
export interface AuditLog {
  /** With `trx`, in that transaction, so that an act and its entry are committed together. */
  record(entry: AuditEntry, options?: AuditOptions): Promise<void>
}

export interface AuditOptions {
  // oxlint-disable-next-line typescript/no-explicit-any -- any plugin's transaction will do
  readonly trx?: Transaction<any>
}

/** The service `auditLog`. Plugins that change what administrators see declare it in `usesIfPresent`. */
export const auditLog = serviceKey<AuditLog>('auditLog')
