import type pg from 'pg'
import { isConnectionLost, sqlState } from '../sqlstate.ts'

export interface ReadingClientOptions {
  /** A connection to the primary, for a statement that the replica has given up. */
  readonly primary: () => Promise<pg.PoolClient>
  /** Called when the connection to the replica is lost. */
  readonly onLost: () => void
}

/** In a read of one statement, 40001 is a conflict with recovery. 57P04: the database was dropped. */
const CONFLICTS: ReadonlySet<string | undefined> = new Set(['40001', '40P01', '57P04'])

/** Whether the same read may succeed on the primary: the replica has cancelled it for its recovery, or is away. */
export function canRetryOnPrimary(error: unknown): boolean {
  return CONFLICTS.has(sqlState(error)) || isConnectionLost(error)
}

/**
 * A connection to the replica as Kysely sees it: a statement that fails there for a reason of the replica runs once on the primary, and so
 * do those after it.
 */
export function readingClient(replica: pg.PoolClient, options: ReadingClientOptions): pg.PoolClient {
  const { primary, onLost } = options
  let current: pg.PoolClient | undefined = replica
  const query = async (...parameters: readonly unknown[]): Promise<unknown> => {
    const [text] = parameters
    // Its statements could be repeated one by one only.
    if (typeof text === 'string' && /^\s*(begin|start\s)/i.test(text))
      throw new TypeError('database.reading() has no transactions: use database.transaction')
    if (current !== replica) return run(current ?? (current = await primary()), parameters)
    try {
      return await run(replica, parameters)
    } catch (error) {
      if (!canRetryOnPrimary(error)) throw error
      current = undefined
      replica.release(isConnectionLost(error))
      if (isConnectionLost(error)) onLost()
      current = await primary()
      return run(current, parameters)
    }
  }
  const release = (): void => {
    current?.release()
    current = undefined
  }
  // What Kysely uses of a client.
  return { query, release } as unknown as pg.PoolClient
}

function run(client: pg.PoolClient, parameters: readonly unknown[]): Promise<unknown> {
  return (client.query as unknown as (...all: readonly unknown[]) => Promise<unknown>)(...parameters)
}
