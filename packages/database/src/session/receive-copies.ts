import pg from 'pg'

type Callback = (error: unknown, result?: unknown) => void
type Query = (...parameters: readonly unknown[]) => unknown

/**
 * Adds to the result of `copy (…) to stdout` what PostgreSQL sends, as its rows: a `Buffer` for each row. pg discards it, and pg-copy-streams reads the socket
 * itself, which `setInEachTransaction` refuses and Kysely cannot call. Must be applied before `queryByCallback`, which gives each query the callback that this
 * needs.
 */
export function receiveCopies(client: pg.ClientBase): void {
  const send = client.query.bind(client) as unknown as Query
  const query: Query = (...parameters) => {
    const [text, , callback] = parameters
    if (!isCopy(text) || typeof callback !== 'function') return send(...parameters)
    return send(receivingQuery(text, callback as Callback))
  }
  // pg types its forms of a call apart; one function serves them.
  client.query = query as unknown as typeof client.query
}

/** Whether `receiveCopies` completes the results of a statement. */
export function isCopy(text: unknown): text is string {
  return typeof text === 'string' && text.startsWith('copy ')
}

function receivingQuery(text: string, answer: Callback): pg.Query {
  const rows: Buffer[] = []
  const callback: Callback = (error, result) =>
    answer(error, error ? result : Object.assign(result as pg.QueryResult, { rows }))
  // The callback and the member are missing in the types of pg.
  const query = Reflect.construct(pg.Query, [text, undefined, callback]) as pg.Query
  return Object.assign(query, {
    // Copied: pg writes the next message over this one.
    handleCopyData: ({ chunk }: { readonly chunk: Buffer }) => rows.push(Buffer.from(chunk)),
  })
}
