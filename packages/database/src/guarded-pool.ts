import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { currentPerson, currentUnit, FairTurns, ProblemError, type Turn } from '@tributary/core'
import pg from 'pg'
import { databaseErrors, UNAVAILABLE_DETAIL } from './database-errors.ts'
import { defaultExpensiveStatements, ExpensiveTurns } from './expensive-turns.ts'
import type { OutageLog } from './outage-log.ts'
import { isConnectionLost, sqlState, toDatabaseProblem } from './sqlstate.ts'
import { valueParsers } from './value-parsers.ts'
import { WorkUnit } from './work-unit.ts'

const REVIVE_PAUSE = 10
/** pg's own. */
const DEFAULT_CONNECTIONS = 10
/** About 24 days; `setTimeout` takes no more. */
const LONGEST_TIMER = 2_147_483_647
/** Work without a person shares turns with the people. */
const SERVER = ''

interface OpenTransaction {
  active: boolean
}

type ConnectCallback = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void

export interface GuardedPoolOptions {
  /** Called when an open connection breaks. */
  readonly onLost: (error: Error) => void
  readonly outages: OutageLog
  /**
   * Called when no connection can be made, for a server that this process can restart. When it resolves, connecting
   * is retried once, within `connectionTimeoutMillis`.
   */
  readonly revive?: (() => Promise<void>) | undefined
  /** How many statements of expensive requests run at once. Default: as many as there are processors, at least 2. */
  readonly expensiveStatements?: number | undefined
}

/** A `pg.Pool` with descriptive errors for misuse and outages. */
export interface GuardedPool {
  readonly pool: pg.Pool
  /** Runs work during which asking the pool for another connection is an error. */
  inTransaction<R>(work: () => Promise<R>): Promise<R>
  /** Whether the current context is such work. */
  isInTransaction(): boolean
  /** A connection of the pool itself, also for a unit of work that is open. */
  connect(): Promise<pg.PoolClient>
}

/**
 * Creates the pool, which connects with the first query.
 *
 * Transactions that ask the pool for a second connection can wait for one another until all of them time out. The asynchronous context
 * knows which transaction asks, so it is refused at once. A transaction opened by other means runs into the connect time-out.
 */
export function createGuardedPool(config: pg.PoolConfig, options: GuardedPoolOptions): GuardedPool {
  const { onLost, outages, revive, expensiveStatements } = options
  const pool = new pg.Pool({ types: valueParsers, ...config })
  const transactions = new AsyncLocalStorage<OpenTransaction>()
  // Without a listener, an idle connection that breaks ends the process. The pool also reports broken connections, in
  // use or idle.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', onLost)
    outages.recordConnection({ isNew: true })
  })

  const connections = pool.options.max ?? DEFAULT_CONNECTIONS
  const turns = new FairTurns({ places: connections })
  // As in pg, 0 means no limit.
  const patience = pool.options.connectionTimeoutMillis || LONGEST_TIMER
  const expensiveTurns = new ExpensiveTurns({
    places: expensiveStatements ?? defaultExpensiveStatements(connections),
    patience,
  })
  const takeTurns = async (): Promise<readonly Turn[]> => {
    const person = currentPerson() ?? SERVER
    // The scarcer resource first: a request that waits for it holds no connection.
    const expensive = await expensiveTurns.take(person)
    if (expensive === 'late') throw tooManyExpensive(patience)
    const turn = await turns.take(person, { milliseconds: patience })
    if (turn !== undefined) return expensive === undefined ? [turn] : [turn, expensive]
    expensive?.end()
    throw exhausted(pool)
  }
  const held = new WeakMap<pg.PoolClient, readonly Turn[]>()
  pool.on('release', (_error, client) => endAll(held.get(client) ?? []))

  // For health and metrics: includes requests that wait for a turn.
  const ownWaiting = () => Reflect.get(Object.getPrototypeOf(pool) as object, 'waitingCount', pool) as number
  Object.defineProperty(pool, 'waitingCount', { get: () => turns.waiting + ownWaiting() })

  const connectOnce = pool.connect.bind(pool) as () => Promise<pg.PoolClient>
  const connect = revive === undefined ? connectOnce : () => connectReviving(pool, connectOnce, revive)
  const guarded = async (): Promise<pg.PoolClient> => {
    if (transactions.getStore()?.active) throw poolInTransaction()
    const unit = currentUnit()
    return unit instanceof WorkUnit && unit.isOpen ? unit.borrow() : connectTaking()
  }
  const connectTaking = async (): Promise<pg.PoolClient> => {
    const taken = await takeTurns()
    try {
      const client = await connect()
      held.set(client, taken)
      outages.recordConnection({ isNew: false })
      return client
    } catch (error) {
      endAll(taken)
      const problem = connectProblem(pool, error)
      if (isConnectionLost(problem) && !pool.ending) outages.recordRefused(problem)
      throw problem
    }
  }
  // `pool.query` calls `this.connect` with a callback, all other callers await it.
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
    connect: connectTaking,
    isInTransaction: () => transactions.getStore()?.active === true,
    async inTransaction(work) {
      const transaction = { active: true }
      try {
        return await transactions.run(transaction, work)
      } finally {
        // Work that is left running must not inherit the ban.
        transaction.active = false
      }
    },
  }
}

async function connectReviving(
  pool: pg.Pool,
  connect: () => Promise<pg.PoolClient>,
  revive: () => Promise<void>,
): Promise<pg.PoolClient> {
  const until = performance.now() + (pool.options.connectionTimeoutMillis ?? 0)
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      const left = until - performance.now()
      if (!isWorthReviving(pool, error) || left <= 0) throw error
      if (!(await endsWithin(revive(), left))) throw error
      // A server that recovers from the crash of one process refuses connections for some milliseconds.
      await delay(REVIVE_PAUSE)
    }
  }
}

/** Whether the work succeeds within the time limit; rejects if it fails. */
async function endsWithin(work: Promise<void>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController()
  const late = delay(milliseconds, false, { signal: timer.signal })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    late.catch(() => {})
    timer.abort()
  }
}

/** Errors of a refused password or an exhausted pool are left unchanged. */
function isWorthReviving(pool: pg.Pool, error: unknown): boolean {
  if (pool.ending || isExhausted(pool, error)) return false
  return sqlState(error) === undefined || isConnectionLost(error)
}

function poolInTransaction(): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_POOL_IN_TRANSACTION, {
    detail:
      'Inside database.transaction(work), use only the trx that work receives: the pool would wait for the ' +
      'connection that the transaction holds. Move the query to trx, or out of the transaction.',
  })
}

function connectProblem(pool: pg.Pool, error: unknown): Error {
  if (isExhausted(pool, error)) return exhausted(pool, error)
  return (
    toDatabaseProblem(error) ??
    new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
      detail: UNAVAILABLE_DETAIL,
      cause: error,
      headers: { 'retry-after': '5' },
      logged: true,
    })
  )
}

function exhausted(pool: pg.Pool, cause?: unknown): ProblemError {
  // For the log only: the client cannot fix it.
  const hint =
    `all ${pool.options.max} connections were in use for ${pool.options.connectionTimeoutMillis} ms: if this is no ` +
    'overload, something holds one, most often a transaction that uses the pool instead of its trx'
  return new ProblemError(databaseErrors.DATABASE_BUSY, {
    cause: new Error(hint, { cause }),
    headers: { 'retry-after': '5' },
  })
}

function tooManyExpensive(patience: number): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_BUSY, {
    cause: new Error(`a statement of an expensive request waited ${patience} ms for the others' to end`),
    headers: { 'retry-after': '5' },
  })
}

function endAll(turns: readonly Turn[]): void {
  for (const turn of turns) turn.end()
}

function isExhausted(pool: pg.Pool, error: unknown): boolean {
  return (
    error instanceof Error &&
    error.message.startsWith('timeout exceeded') &&
    pool.totalCount >= pool.options.max
  )
}
