import { isDeepStrictEqual } from 'node:util'
import type { AuditChange } from './audit-log.ts'

/**
 * What changed between two versions of a thing, of the members that `after` names.
 *
 * @example
 * changesBetween({ role: 'user', name: 'Ada' }, { role: 'admin' }) // [{ field: 'role', before: 'user', after: 'admin' }]
 */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly AuditChange[] {
  return Object.entries(after)
    .filter(([field, value]) => value !== undefined && !isDeepStrictEqual(before[field], value))
    .map(([field, value]) => ({ field, before: before[field] ?? null, after: value }))
}
