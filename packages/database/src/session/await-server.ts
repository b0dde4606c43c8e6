import { setTimeout as delay } from 'node:timers/promises'
import { isProblemError, ProblemError } from '@tributary/core'
import pg from 'pg'
import { databaseErrors } from '../database-errors.ts'
import { isConnectionLost, sqlState } from '../sqlstate.ts'
import { readServerFacts, type ServerFacts } from './check-server.ts'

export interface AwaitOptions {
  /** Milliseconds. */
  readonly startTimeout: number
  /** Unset for the embedded database, whose errors say what they are. */
  readonly databaseUrl: string | undefined
}

const PAUSE = 250
/** SQLSTATE of a wrong user or password, of a database that does not exist, of one that the user may not connect to. */
const ACCESS_REFUSED = /^(28|3D000|42501)/
const TOO_MANY_CONNECTIONS = '53300'

/** Waits for a server that is still starting, as one does that was started together with this process, or has no connection free. */
export async function awaitServer(pool: pg.Pool, options: AwaitOptions): Promise<ServerFacts | undefined> {
  const until = performance.now() + options.startTimeout
  for (;;) {
    try {
      return await readServerFacts(pool)
    } catch (error) {
      if (!isWorthWaiting(error) || performance.now() > until) throw describe(error, options.databaseUrl)
      await delay(PAUSE)
    }
  }
}

function isWorthWaiting(error: unknown): boolean {
  return hasNoneFree(error) || (isConnectionLost(error) && !isRefused(error))
}

/** The server is up and will answer the same again: the pool calls any connection that it cannot make unavailable. */
function isRefused(error: unknown): boolean {
  return ACCESS_REFUSED.test(sqlState(error) ?? '')
}

function hasNoneFree(error: unknown): boolean {
  return sqlState(error) === TOO_MANY_CONNECTIONS
}

/** What an operator has to look at: the address, without the password. */
function describe(error: unknown, databaseUrl: string | undefined): unknown {
  if (databaseUrl === undefined) return error
  // Not connected: it knows what a URL leaves to defaults.
  const { user, host, port, database } = new pg.Client({ connectionString: databaseUrl })
  const server = `PostgreSQL at ${host}:${port}`
  const reason = reasonOf(error)
  if (isRefused(error)) {
    return new ProblemError(databaseErrors.DATABASE_REFUSED, {
      detail: `${server} gives no access to the database "${database}" as "${user}" (${reason}). Is DATABASE_URL right?`,
      cause: error,
    })
  }
  if (hasNoneFree(error)) {
    return new ProblemError(databaseErrors.DATABASE_BUSY, {
      detail: `${server} has no free connection (${reason}): raise the limit there, end other clients, or put pgbouncer before it.`,
      cause: error,
    })
  }
  if (!isConnectionLost(error)) return error
  return new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
    detail: `${server} cannot be reached (${reason}). Is it running, and is DATABASE_URL right?`,
    cause: error,
  })
}

/** A name of several addresses fails with one error for each, and no message of its own. */
function reasonOf(error: unknown): string {
  if (isProblemError(error) && error.cause !== undefined) return reasonOf(error.cause)
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
