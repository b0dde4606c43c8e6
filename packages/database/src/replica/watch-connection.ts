import pg from 'pg'

const LIMIT_MILLISECONDS = 2_000

/** One connection beside the pools, so that a busy pool does not look like a server that is away. Connects again after a failure. */
export class WatchConnection {
  readonly #connectionString: string
  readonly #onLost: (error: Error) => void
  #client: Promise<pg.Client> | undefined
  #isClosed = false

  /** `onLost` is called when an open connection breaks. */
  constructor(connectionString: string, onLost: (error: Error) => void) {
    this.#connectionString = connectionString
    this.#onLost = onLost
  }

  /** The first row of a statement without parameters. Rejects after two seconds, and once it is closed. */
  async read<T extends object>(text: string): Promise<T | undefined> {
    if (this.#isClosed) throw new Error('the connection is closed')
    this.#client ??= this.#connect()
    const client = this.#client
    try {
      const { rows } = await (await client).query<T>(text)
      return rows[0]
    } catch (error) {
      if (this.#client === client) this.disconnect()
      throw error
    }
  }

  /** The next read connects again. */
  disconnect(): void {
    const client = this.#client
    this.#client = undefined
    client?.then((open) => open.end()).catch(() => {})
  }

  /** For good. */
  close(): void {
    this.#isClosed = true
    this.disconnect()
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#connectionString,
      application_name: 'tributary',
      connectionTimeoutMillis: LIMIT_MILLISECONDS,
      query_timeout: LIMIT_MILLISECONDS,
      keepAlive: true,
    })
    client.on('error', (error) => {
      this.disconnect()
      this.#onLost(error)
    })
    await client.connect()
    return client
  }
}
