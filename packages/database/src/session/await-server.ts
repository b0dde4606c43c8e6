import { setTimeout as delay } from 'node:timers/promises'
import { isProblemError, ProblemError } from '@tributary/core'
import pg from 'pg'
import { databaseErrors } from '../database-errors.ts'
import { isConnectionLost, sqlState } from '../sqlstate.ts'
import { readServerFacts, type ServerFacts } from './check-server.ts'

export interface AwaitOptions {
  /** Milliseconds. */
  readonly startTimeout: number
  /** Unset for the embedded database, whose errors are already specific. */
  readonly databaseUrl: string | undefined
}

const PAUSE = 250
/** SQLSTATE of a wrong user or password, of a database that does not exist, of one that the user may not connect to. */
const ACCESS_REFUSED = /^(28|3D000|42501)/
const TOO_MANY_CONNECTIONS = '53300'

/** Waits for a server that is still starting, for example together with this process, or has no free connection. */
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

/**
 * The server is up and a retry would give the same answer. The pool reports every failed connection as unavailable.
 */
function isRefused(error: unknown): boolean {
  return ACCESS_REFUSED.test(sqlState(error) ?? '')
}

function hasNoneFree(error: unknown): boolean {
  return sqlState(error) === TOO_MANY_CONNECTIONS
}

/** For the operator: the address, without the password. */
function describe(error: unknown, databaseUrl: string | undefined): unknown {
  if (databaseUrl === undefined) return error
  // Not connected: only used to resolve the defaults of a URL.
  const { user, host, port, database } = new pg.Client({ connectionString: databaseUrl })
  const server = `PostgreSQL at ${host}:${port}`
  const reason = reasonOf(error)
  if (isRefused(error)) {
    return new ProblemError(databaseErrors.DATABASE_REFUSED, {
      detail: `${server} refused access to the database "${database}" as "${user}" (${reason}). Check DATABASE_URL.`,
      cause: error,
    })
  }
  if (hasNoneFree(error)) {
    return new ProblemError(databaseErrors.DATABASE_BUSY, {
      detail: `${server} has no free connection (${reason}): raise its limit, disconnect other clients, or put pgbouncer in front of it.`,
      cause: error,
    })
  }
  if (!isConnectionLost(error)) return error
  return new ProblemError(databaseErrors.DATABASE_UNAVAILABLE, {
    detail: `${server} cannot be reached (${reason}). Check that it is running and that DATABASE_URL is correct.`,
    cause: error,
  })
}

/** A host name with several addresses fails with one error per address and no message of its own. */
function reasonOf(error: unknown): string {
  if (isProblemError(error) && error.cause !== undefined) return reasonOf(error.cause)
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}
