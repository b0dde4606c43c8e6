import type pg from 'pg'
import { type SessionSettings, setStatement } from './session-settings.ts'

const BEGIN = /^\s*(?:begin|start\s+transaction)\b[^;]*/i
/** `active_sql_transaction`: the statement is refused inside a transaction block, before it does anything. */
const NOT_IN_TRANSACTION = '25001'

type Query = (...parameters: readonly unknown[]) => Promise<unknown>
type Callback = (error: Error | null, result?: unknown) => void

/**
 * Applies a connection's settings behind a pooler, where `set` would change the session of an arbitrary server
 * connection, also for its next clients. They are set for the transaction, in the same message as its `begin`; a
 * statement outside of one runs in its own transaction.
 */
export function setInEachTransaction(client: pg.ClientBase, settings: SessionSettings): void {
  const send = client.query.bind(client) as unknown as Query
  const session = new PooledSession(
    send,
    () => client.getTransactionStatus(),
    setStatement(settings, { local: true }),
  )
  const query = (...parameters: readonly unknown[]): Promise<unknown> | undefined => {
    const callback = parameters.at(-1)
    if (typeof callback !== 'function') return session.query(parameters)
    answer(session.query(parameters.slice(0, -1)), callback as Callback)
    return undefined
  }
  // pg types its four forms of a call apart; one function serves them.
  client.query = query as unknown as typeof client.query
}

/** As the server reports it: idle, in a transaction, in a failed one; `null` before the first. */
type TransactionStatus = 'I' | 'T' | 'E' | null

/** Statements run one after the other: the transaction state is known only when the previous one has ended. */
class PooledSession {
  readonly #send: Query
  readonly #status: () => TransactionStatus
  readonly #set: string
  #ended: Promise<unknown> = Promise.resolve()
  #undone: Promise<unknown> = Promise.resolve()

  constructor(send: Query, status: () => TransactionStatus, set: string) {
    this.#send = send
    this.#status = status
    this.#set = set
  }

  query(parameters: readonly unknown[]): Promise<unknown> {
    const result = this.#ended.then(() => this.#run(parameters))
    this.#ended = result.then(
      () => undefined,
      () => this.#undone,
    )
    return result
  }

  async #run(parameters: readonly unknown[]): Promise<unknown> {
    const [query] = parameters
    // Cursors and copy streams read on after their first answer.
    if (isSubmittable(query))
      throw new TypeError('cursors and copy streams need a direct connection to PostgreSQL')
    if (this.#status() !== 'I') return this.#send(...parameters)
    const text = textOf(query)
    const [begin] = BEGIN.exec(text) ?? []
    return begin === undefined ? this.#runAlone(parameters) : this.#begin(text, begin)
  }

  /** Removes the results of the added statements. */
  async #begin(text: string, begin: string): Promise<unknown> {
    const results = await this.#send(`${begin}; ${this.#set}${text.slice(begin.length)}`)
    if (!Array.isArray(results)) return results
    const own = results.toSpliced(1, 1)
    return own.length === 1 ? own[0] : own
  }

  async #runAlone(parameters: readonly unknown[]): Promise<unknown> {
    await this.#send(`begin; ${this.#set}`)
    try {
      const result = await this.#send(...parameters)
      await this.#send('commit')
      return result
    } catch (error) {
      const undone = this.#send('rollback').catch(() => undefined)
      this.#undone = undone
      if (!isRefusedInTransaction(error)) throw error
      await undone
      return this.#send(...parameters)
    }
  }
}

function answer(result: Promise<unknown>, callback: Callback): void {
  // oxlint-disable promise/no-callback-in-promise -- the callback is pg's own interface
  result.then(
    (value) => callback(null, value),
    (error: Error) => callback(error),
  )
  // oxlint-enable promise/no-callback-in-promise
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  return typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : ''
}

function isSubmittable(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'submit' in query
}

function isRefusedInTransaction(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === NOT_IN_TRANSACTION
}
