import type pg from 'pg'
import type { DatabaseLogger } from '../database-logger.ts'
import type { GuardedPool } from '../guarded-pool.ts'

const INTERVAL = 5_000
/** Vacuum blocks everybody, so it waits for a pause this long, until the dead rows outnumber the living. */
const IDLE_FOR = 2_000
const CHECKPOINT_AFTER = 64 * 1024 * 1024

interface TableState {
  readonly name: string
  readonly analyze: boolean
  readonly vacuum: boolean
  readonly overdue: boolean
}

// PostgreSQL's own thresholds for autovacuum, with a fifth instead of a tenth changed before analysing again. The counters
// start at zero after a crash, so a table is also analysed when it has outgrown what was known of it.
const TABLES = `
  select format('%I.%I', s.schemaname, s.relname) as name,
         s.n_mod_since_analyze > 200 + 0.2 * greatest(c.reltuples, 0)
           or pg_relation_size(c.oid) > 8192 * (16 + 1.5 * greatest(c.relpages, 0)) as analyze,
         s.n_dead_tup > 1000 + 0.2 * greatest(c.reltuples, 0) as vacuum,
         s.n_dead_tup > 20000 + greatest(c.reltuples, 0) as overdue
    from pg_stat_user_tables s join pg_class c on c.oid = s.relid
   where c.relkind = 'r' and c.relpersistence <> 't'`

const WRITE_AHEAD_LOG = `
  select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`

/** What one round did. */
export interface MaintenanceRound {
  readonly analyzed: readonly string[]
  readonly vacuumed: readonly string[]
  readonly checkpoint: boolean
}

/**
 * Does once what autovacuum and the checkpointer would do: PGlite is a single process and has neither. Without it a
 * list query was planned as if its table were empty (4 s instead of 15 ms), and recovery after a crash would replay
 * everything written since the start.
 */
export async function maintain(pool: pg.Pool, options: { idle: boolean }): Promise<MaintenanceRound> {
  // Outside a postmaster nobody flushes the counters of the session.
  await pool.query('select pg_stat_force_next_flush()')
  const { rows } = await pool.query<TableState>(TABLES)
  const vacuumed = rows.filter((table) => table.overdue || (table.vacuum && options.idle))
  const analyzed = rows.filter((table) => table.analyze && !vacuumed.includes(table))
  // Names come quoted from `format('%I.%I')`. One statement each, so that others get their turn in between.
  for (const { name } of vacuumed) await pool.query(`vacuum (analyze) ${name}`)
  for (const { name } of analyzed) await pool.query(`analyze ${name}`)
  const written = await pool.query<{ bytes: number }>(WRITE_AHEAD_LOG)
  const checkpoint = (written.rows[0]?.bytes ?? 0) > CHECKPOINT_AFTER
  if (checkpoint) await pool.query('checkpoint')
  return {
    analyzed: analyzed.map(({ name }) => name),
    vacuumed: vacuumed.map(({ name }) => name),
    checkpoint,
  }
}

/** Maintains an embedded database every few seconds while something changes it. */
export class MaintenanceTimer {
  readonly #guarded: GuardedPool
  readonly #logger: () => DatabaseLogger
  readonly #timer: NodeJS.Timeout
  #seen = 0
  #settled = false
  #round: Promise<void> | undefined

  constructor(guarded: GuardedPool, logger: () => DatabaseLogger) {
    this.#guarded = guarded
    this.#logger = logger
    this.#timer = setInterval(() => {
      this.#round ??= this.#run().finally(() => {
        this.#round = undefined
      })
    }, INTERVAL)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#round
  }

  async #run(): Promise<void> {
    const idle = performance.now() - this.#guarded.lastUsed() > IDLE_FOR
    // Nobody used the database since a round that found it idle: nothing can have changed.
    if (this.#settled && this.#guarded.lastUsed() === this.#seen) return
    try {
      await maintain(this.#guarded.pool, { idle })
    } catch (error) {
      this.#logger().warn({ err: error }, 'maintenance of the embedded database failed and is tried again')
    }
    this.#settled = idle
    this.#seen = this.#guarded.lastUsed()
  }
}
