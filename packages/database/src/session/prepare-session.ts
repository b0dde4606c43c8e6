import { ProblemError } from '@tributary/core'
import type pg from 'pg'
import { databaseErrors } from '../database-errors.ts'
import { queryByCallback } from './query-by-callback.ts'
import { receiveCopies } from './receive-copies.ts'
import { readStatement, type SessionSettings, setStatement } from './session-settings.ts'
import { setInEachTransaction } from './set-in-each-transaction.ts'

export interface PrepareOptions {
  readonly settings: SessionSettings
  /** Milliseconds that each of the three queries may take: a pooler accepts a connection whose server does not answer. */
  readonly limit: number
  /** Called if statements go through a pooler. */
  readonly onPooler: () => void
  /** Called if they do not. */
  readonly onDirect: (client: pg.ClientBase) => void
}

/**
 * Applies the settings to all statements of a new connection, and reads them back. Startup parameters would save two
 * round trips, but pgbouncer refuses connections with unknown ones. Throws `DATABASE_REFUSED` if a setting has no
 * effect.
 */
export async function prepareSession(client: pg.ClientBase, options: PrepareOptions): Promise<void> {
  const { settings, limit, onPooler, onDirect } = options
  receiveCopies(client)
  queryByCallback(client)
  const first = async (text: string): Promise<Record<string, unknown>> => {
    // `query_timeout` is missing in the types of one query.
    const query = { text, query_timeout: limit } as pg.QueryConfig
    const { rows } = await client.query<Record<string, unknown>>(query)
    return rows[0] ?? {}
  }
  const { backend } = await first('select pg_backend_pid() as backend')
  const pooled = backend !== announcedBackend(client)
  if (pooled) {
    onPooler()
    setInEachTransaction(client, settings)
  }
  const wanted = await first(setStatement(settings, { local: pooled }))
  const found = await first(readStatement(settings))
  const lost = Object.keys(settings).find((name) => found[name] !== wanted[name])
  if (lost !== undefined) throw settingLost(lost, { wanted: wanted[lost], found: found[lost] })
  if (!pooled) onDirect(client)
}

/**
 * The process id that the peer sent when the connection was made. PostgreSQL sends that of the backend; a pooler,
 * whose clients change servers, sends its own number. Missing in the types of pg.
 */
function announcedBackend(client: pg.ClientBase): unknown {
  return 'processID' in client ? client.processID : undefined
}

function settingLost(name: string, values: { wanted: unknown; found: unknown }): ProblemError {
  return new ProblemError(databaseErrors.DATABASE_REFUSED, {
    detail:
      `The setting ${name} is "${String(values.found)}" after this server has set it to "${String(values.wanted)}": ` +
      'point DATABASE_URL to PostgreSQL directly or to pgbouncer, not to another pooler.',
  })
}
