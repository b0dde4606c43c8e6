import { AsyncLocalStorage } from 'node:async_hooks'
import { ProblemError } from '@tributary/core'
import pg from 'pg'
import { databaseErrors } from './database-errors.ts'
import { toDatabaseProblem } from './sqlstate.ts'
import { valueParsers } from './value-parsers.ts'

interface OpenTransaction {
  active: boolean
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void

/** A `pg.Pool` whose mistakes and outages say what they are. */
export interface GuardedPool {
  readonly pool: pg.Pool
  /** Runs work during which asking the pool for another connection is an error. */
  inTransaction<R>(work: () => Promise<R>): Promise<R>
  /** When a connection was last asked for, in milliseconds of `performance.now()`. */
  lastUsed(): number
}

/**
 * Makes the pool. It connects with the first query.
 *
 * A transaction that asks the pool for a second connection waits for itself when there is only one, and can wait for
 * others who do the same when there are ten. The asynchronous context knows who asks, so it is refused at once, on
 * either database; whoever opens a transaction by other means runs into the connect time-out.
 */
export function createGuardedPool(config: pg.PoolConfig, onError: (error: Error) => void): GuardedPool {
  const pool = new pg.Pool({ types: valueParsers, ...config })
  const transactions = new AsyncLocalStorage<OpenTransaction>()
  let lastUsed = performance.now()
  // Without a listener, an idle connection that breaks ends the process.
  pool.on('error', onError)
  // While a connection is checked out, pg reports a break on the client instead.
  pool.on('connect', (client) => client.on('error', onError))

  const connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const guarded = async (): Promise<pg.PoolClient> => {
    lastUsed = performance.now()
    if (transactions.getStore()?.active) throw poolInTransaction()
    try {
      return await connect()
    } catch (error) {
      throw connectProblem(pool, error)
    }
  }
  // `pool.query` calls `this.connect` with a callback, everybody else awaits it.
  pool.connect = ((callback?: ConnectCallback) => {
    if (callback === undefined) return guarded()
    // oxlint-disable promise/no-callback-in-promise -- the callback is pg's own interface
    guarded().then(
      (client) => callback(undefined, client, client.release.bind(client) as (release?: unknown) => void),
      (error: Error) => callback(error, undefined, () => {}),
    )
    // oxlint-enable promise/no-callback-in-promise
    return undefined
  }) as typeof pool.connect

  return {
    pool,
    lastUsed: () => lastUsed,
    async inTransaction(work) {
      const transaction = { active: true }
      try {
        return await transactions.run(transaction, work)
      } finally {
        // What the work left running must not inherit the ban.
        transaction.active = false
      }
    },
  }
}

function poolInTransaction(): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_POOL_IN_TRANSACTION, {
    detail:
      'Inside database.transaction(work), use only the trx that work receives: the pool would wait for the ' +
      'connection that the transaction holds. Move the query to trx, or out of the transaction.',
  })
}

function connectProblem(pool: pg.Pool, error: unknown): Error {
  const exhausted =
    error instanceof Error &&
    error.message.startsWith('timeout exceeded') &&
    pool.totalCount >= pool.options.max
  if (exhausted) {
    // For the log: whoever sent the request can do nothing about it.
    const hint =
      `all ${pool.options.max} connections were in use for ${pool.options.connectionTimeoutMillis} ms: if this is no ` +
      'overload, something holds one, most often a transaction that uses the pool instead of its trx'
    return new ProblemError(databaseErrors.DATABASE_BUSY, {
      cause: new Error(hint, { cause: error }),
      headers: { 'retry-after': '5' },
    })
  }
  return (
    toDatabaseProblem(error) ??
    new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, { cause: error, headers: { 'retry-after': '5' } })
  )
}
