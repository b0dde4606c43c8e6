import type { RejectionFault } from '@tributary/connections'
import type { Transaction } from 'kysely'
import { listRejectionReasons } from '../rejected-store.ts'
import type { JobsTables } from '../tables.ts'

/** The maximum number of reported kinds per run: a completely broken provider may have one per record. */
const MOST_FAULTS = 3
const LONGEST_KIND = 200

/** The faults of a job's rejected records: each kind once per stream, with its first reason. */
export async function findRejectionFaults(
  trx: Transaction<JobsTables>,
  jobId: string,
): Promise<readonly RejectionFault[]> {
  const faults = new Map<string, RejectionFault>()
  for (const { stream, reason } of await listRejectionReasons(trx, jobId)) {
    const kind = kindOfReason(reason)
    const key = `${stream}\n${kind}`
    if (!faults.has(key)) faults.set(key, { stream, kind, reason })
  }
  return [...faults.values()].slice(0, MOST_FAULTS)
}

/**
 * A reason without its quoted values and numbers, which differ between records and over time.
 *
 * @example
 * kindOfReason('Expected a date, found "2026-13-01" in item 7.') // 'Expected a date, found … in item #.'
 */
export function kindOfReason(reason: string): string {
  return reason
    .slice(0, 1_000)
    .replace(/"[^"]*"|“[^”]*”|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g, '…')
    .replace(/\d+/g, '#')
    .slice(0, LONGEST_KIND)
}
