import pg from 'pg'

/**
 * Runs work with a separate connection and always closes it. An abort cuts the connection immediately: the work then
 * rejects with the signal's reason.
 */
export async function withClient<T>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted()
  const client = new pg.Client(config)
  // The query that runs gets the error as well.
  client.on('error', () => {})
  const abort = () => client.connection.stream.destroy()
  signal?.addEventListener('abort', abort)
  try {
    await client.connect()
    return await work(client)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', abort)
    await client.end()
  }
}
