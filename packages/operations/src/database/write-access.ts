import type { Database } from '@tributary/database'
import type { HealthProblem } from '../health/health-check.ts'

/** Whether the database takes changes, and if not, whether it is a standby. */
export interface WriteAccess {
  readonly readOnly: boolean
  readonly standby: boolean
}

/**
 * Asks the database. `transaction_read_only` is on for a standby as well as for `default_transaction_read_only`, which the
 * embedded database's disk guard sets and which some hosters set on a full disk. A disk that another program has filled to the
 * last byte has no room for that setting either, so the room on it counts as well.
 */
export async function readWriteAccess(handle: Pick<Database, 'pool' | 'room'>): Promise<WriteAccess> {
  const { rows } = await handle.pool.query<WriteAccess>(
    `select current_setting('transaction_read_only') = 'on' as "readOnly", pg_is_in_recovery() as standby`,
  )
  const { readOnly, standby } = rows[0] ?? { readOnly: false, standby: false }
  const room = await handle.room()
  return { readOnly: readOnly || (room !== undefined && room <= 0), standby }
}

/** Why the database takes no changes, and what to do. */
export function readOnlyProblem(mode: Database['mode'], { standby }: WriteAccess): HealthProblem {
  if (mode === 'embedded') {
    return {
      cause: 'the disk of the embedded database is nearly full, so it takes no changes',
      cure: 'free space on it until 192 MiB are free, and it takes changes again by itself',
    }
  }
  if (standby) {
    return {
      cause: 'PostgreSQL is a standby, which takes no changes',
      cure: 'promote it, or set DATABASE_URL to the primary',
    }
  }
  return {
    cause: 'PostgreSQL takes no changes (default_transaction_read_only is on)',
    cure: 'make room on its disk if it is full, then set default_transaction_read_only to off',
  }
}
