import type { Transaction } from 'kysely'
import { setRejectedWarning } from '../judge-store.ts'
import { listRejected } from '../rejected-store.ts'
import type { JobsTables } from '../tables.ts'

/** The number of records named in the warning; the list has all. */
const NAMED = 3

/** The record counters of a job. */
interface Counted {
  readonly id: string
  readonly fetched: number
  readonly rejected: number
}

/** Sets the warning about rejected records of a job, or removes it without rejected records. */
export async function warnOfRejected(
  trx: Transaction<JobsTables>,
  { id, fetched, rejected }: Counted,
): Promise<void> {
  if (rejected === 0) {
    await setRejectedWarning(trx, id, undefined)
    return
  }
  const { items } = await listRejected(trx, { jobId: id, limit: NAMED })
  const named = items.map(({ position, reason }) => (position === null ? reason : `${position}: ${reason}`))
  const more = rejected > items.length ? ` And ${rejected - items.length} more.` : ''
  const warning = `${rejected} of ${fetched} records could not be used. ${named.join(' ')}${more} All are stored with the reason under this job.`
  await setRejectedWarning(trx, id, warning)
}
