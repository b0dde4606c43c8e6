import type pg from 'pg'

type Callback = (error: unknown, result?: unknown) => void
type Query = (...parameters: readonly unknown[]) => unknown

/**
 * Adds to the result of `copy (…) to stdout` what PostgreSQL sends, as its rows: a `Buffer` for each row of the query. pg reads it and drops
 * it. Other libraries take the socket over for it, which works neither behind a pooler nor in a transaction of Kysely. Before
 * `queryByCallback`, whose queries all have a callback.
 */
export function receiveCopies(client: pg.ClientBase): void {
  const send = client.query.bind(client) as unknown as Query
  let received: Buffer[] = []
  const { connection } = client as pg.Client
  // Copied: pg writes the next message over this one.
  connection.on('copyData', ({ chunk }: { readonly chunk: Buffer }) => received.push(Buffer.from(chunk)))
  const query: Query = (...parameters) => {
    const [text, values, callback] = parameters
    if (!isCopy(text) || typeof callback !== 'function') return send(...parameters)
    const answer = callback as Callback
    return send(text, values, (error: unknown, result: unknown) => {
      const rows = received
      received = []
      answer(error, error ? result : Object.assign(result as pg.QueryResult, { rows }))
    })
  }
  // pg types its forms of a call apart; one function serves them.
  client.query = query as unknown as typeof client.query
}

/** Each has its values in its text, so that no two are the same. */
export function isCopy(text: unknown): boolean {
  return typeof text === 'string' && text.startsWith('copy ')
}
