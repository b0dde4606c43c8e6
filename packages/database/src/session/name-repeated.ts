import type pg from 'pg'
import { sqlState } from '../sqlstate.ts'
import { isCopy } from './receive-copies.ts'

/** Sent more often than this by a connection, a statement is prepared: what it costs is earned back by then. */
const UNNAMED_TIMES = 4
/** A plan takes some 50 KB of a backend's memory. Statements with a varying number of parameters are many. */
const MOST_NAMES = 100
/** More texts than this are not counted. */
const MOST_TEXTS = 500
/**
 * The statement has to be prepared again. `feature_not_supported`: "cached plan must not change result type", after a column was added.
 * `invalid_sql_statement_name`: pg has closed it, which it does when a value cannot be converted. PostgreSQL refuses both before it does anything.
 */
const OUTDATED: ReadonlySet<string | undefined> = new Set(['0A000', '26000'])

type Query = (...parameters: readonly unknown[]) => unknown
type Callback = (error: unknown, result?: unknown) => void

/**
 * Prepares the statements that a connection sends again and again while `isRepeating`, so that PostgreSQL parses and plans each once instead
 * of each time: for short statements, that is more than half of their cost. They are found by their text, like the driver of Java finds
 * them (`prepareThreshold`). Not behind a pooler, whose clients change connections.
 *
 * A statement whose table has changed is sent once more without a name. In a transaction it cannot be, since the transaction has failed: that is repeated
 * by its caller.
 */
export function nameRepeated(client: pg.ClientBase, isRepeating: () => boolean): void {
  const names = new StatementNames()
  const send = client.query.bind(client) as unknown as Query
  const query: Query = (...parameters) => {
    const [text, values, callback] = parameters
    // Not a copy: `receiveCopies` knows texts only, and its values are in its text.
    if (typeof text !== 'string' || !Array.isArray(values) || isCopy(text) || !isRepeating())
      return send(...parameters)
    const name = names.of(text)
    if (name === undefined) return send(...parameters)
    const isOutdated = (error: unknown): boolean => {
      if (!OUTDATED.has(sqlState(error))) return false
      names.forget(text)
      // pg learns the status after the error: inside of a transaction it is that of before, `T`, or that of after, `E`.
      return client.getTransactionStatus() === 'I'
    }
    if (typeof callback === 'function') {
      const answer = callback as Callback
      return send({ name, text, values }, undefined, (error: unknown, result: unknown) =>
        error && isOutdated(error) ? send(text, values, answer) : answer(error, result),
      )
    }
    return (send({ name, text, values }) as Promise<unknown>).catch((error: unknown) => {
      if (isOutdated(error)) return send(text, values)
      throw error
    })
  }
  // pg types its forms of a call apart; one function serves them.
  client.query = query as unknown as typeof client.query
}

/** The names of one connection's statements. */
class StatementNames {
  readonly #times = new Map<string, number>()
  readonly #names = new Map<string, string>()
  #named = 0

  /** `undefined`: the statement has none yet. */
  of(text: string): string | undefined {
    const name = this.#names.get(text)
    if (name !== undefined) return name
    const times = (this.#times.get(text) ?? 0) + 1
    if (times <= UNNAMED_TIMES || this.#named >= MOST_NAMES) {
      if (this.#times.has(text) || this.#times.size < MOST_TEXTS) this.#times.set(text, times)
      return undefined
    }
    this.#times.delete(text)
    this.#named += 1
    const fresh = `repeated_${this.#named}`
    this.#names.set(text, fresh)
    return fresh
  }

  /** The text is then prepared again, under another name. */
  forget(text: string): void {
    this.#names.delete(text)
  }
}
