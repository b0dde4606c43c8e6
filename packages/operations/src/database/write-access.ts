import type { Database } from '@tributary/database'
import type { HealthProblem } from '../health/health-check.ts'

/** Whether the database is writable, and if not, whether it is a standby. */
export interface WriteAccess {
  readonly readOnly: boolean
  readonly standby: boolean
}

/**
 * Queries the database. `transaction_read_only` is on for a standby and for `default_transaction_read_only`, which the
 * disk guard of the embedded database sets and which some hosters set on a full disk. On a disk that another program has
 * filled to the last byte that setting cannot be saved, so the free space counts as well.
 */
export async function readWriteAccess(handle: Pick<Database, 'pool' | 'room'>): Promise<WriteAccess> {
  const { rows } = await handle.pool.query<WriteAccess>(
    `select current_setting('transaction_read_only') = 'on' as "readOnly", pg_is_in_recovery() as standby`,
  )
  const { readOnly, standby } = rows[0] ?? { readOnly: false, standby: false }
  const room = await handle.room()
  return { readOnly: readOnly || (room !== undefined && room <= 0), standby }
}

/** Why the database is read-only, and what to do. */
export function readOnlyProblem(mode: Database['mode'], { standby }: WriteAccess): HealthProblem {
  if (mode === 'embedded') {
    return {
      cause: 'the disk of the embedded database is nearly full, so the database is read-only',
      cure: 'free disk space until 192 MiB are available; the database then becomes writable automatically',
    }
  }
  if (standby) {
    return {
      cause: 'PostgreSQL is a read-only standby',
      cure: 'promote it, or set DATABASE_URL to the primary',
    }
  }
  return {
    cause: 'PostgreSQL is read-only (default_transaction_read_only is on)',
    cure: 'free disk space if the disk is full, then set default_transaction_read_only to off',
  }
}
