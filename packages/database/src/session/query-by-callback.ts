import type pg from 'pg'

type Callback = (error: unknown, result: unknown) => void
type Query = (...parameters: readonly unknown[]) => unknown

/**
 * Gives each query of a connection that returns a promise its callback from the start. pg sets it after it has made the query, and then V8
 * moves the rows of every answer to its old generation, where they stay until the next full collection (seen with pg 8.23 on Node 24): a list of
 * fifty items took a sixth more processor time.
 */
export function queryByCallback(client: pg.ClientBase): void {
  const send = client.query.bind(client) as unknown as Query
  const promised = async (parameters: readonly unknown[]): Promise<unknown> => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const callback: Callback = (error, result) => (error ? reject(error) : resolve(result))
    const [config, values] = parameters
    send(config, values, callback)
    try {
      return await promise
    } catch (error) {
      // As pg does: the stack leads to the caller, not to the socket.
      if (error instanceof Error) Error.captureStackTrace(error)
      throw error
    }
  }
  const query: Query = (...parameters) =>
    isPromised(parameters) ? promised(parameters) : send(...parameters)
  // pg types its forms of a call apart; one function serves them.
  client.query = query as unknown as typeof client.query
}

/** Not with a callback, nor for what submits itself, like a cursor. */
function isPromised([config, ...rest]: readonly unknown[]): boolean {
  if (rest.some((each) => typeof each === 'function')) return false
  return (
    typeof config === 'string' || (typeof config === 'object' && config !== null && !('submit' in config))
  )
}
