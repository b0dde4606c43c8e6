import { deleteOld, deleteSurplus } from './check-store.ts'
import { type HealthParts, healthTablesOf } from './health-parts.ts'
import { deleteUnseen } from './subject-store.ts'

export const KEPT_DAYS = 30
export const KEPT_CHECKS = 1_000
const DAY_MILLISECONDS = 24 * 3_600_000
/** Small, so that no statement holds many rows for long. */
const BATCH = 1_000

/** Deletes old checks, those beyond the limit of their subject, and subjects that no longer exist. */
export async function pruneChecks(parts: Pick<HealthParts, 'database' | 'now' | 'closing'>): Promise<void> {
  const db = healthTablesOf(parts)
  const before = new Date(parts.now() - KEPT_DAYS * DAY_MILLISECONDS)
  while (await deleteOld(db, before, BATCH)) parts.closing.throwIfAborted()
  while (await deleteSurplus(db, KEPT_CHECKS, BATCH)) parts.closing.throwIfAborted()
  await deleteUnseen(db, before)
}
