import type { Kysely, Transaction } from 'kysely'
import type pg from 'pg'

/** How a unit gets its connection and shows it to a caller. */
export interface WorkUnitParts<T> {
  /** Takes a connection of the pool. */
  connect(): Promise<pg.PoolClient>
  /** Kysely over the connections that `connect` gives. */
  kyselyOver(connect: () => Promise<pg.PoolClient>): Kysely<T>
}

/** What a unit writes besides the work itself. */
export interface WorkUnitOptions<T> {
  /** Runs first in the transaction; the unit does not begin if it throws. */
  begin(trx: Transaction<T>): Promise<void>
}

const BEGIN = /^\s*(?:begin|start\s+transaction)\b/i
const END = /^\s*(commit|rollback)\s*;?\s*$/i

/**
 * Several transactions as one. The first `database.transaction` of its context begins it; from then on every query of the
 * context runs on its connection, one caller at a time, each behind a savepoint of its own, so that a caller may fail and
 * another go on. `begin`, `commit` and `rollback` of a caller act on that savepoint.
 */
export class WorkUnit<T = unknown> {
  readonly #parts: WorkUnitParts<T>
  readonly #options: WorkUnitOptions<T>
  readonly #kysely: Kysely<T>
  readonly #afterwards: (() => void)[] = []
  #client: pg.PoolClient | undefined
  #begun: Promise<void> | undefined
  #ended = false
  /** Ends when the last of the callers in line has given the connection back. */
  #line: Promise<void> = Promise.resolve()

  constructor(parts: WorkUnitParts<T>, options: WorkUnitOptions<T>) {
    this.#parts = parts
    this.#options = options
    this.#kysely = parts.kyselyOver(() => this.#lend())
  }

  /** Whether queries of its context belong to it. */
  get isOpen(): boolean {
    return this.#begun !== undefined && !this.#ended
  }

  /**
   * Begins the transaction, once; what kept it from beginning is thrown each time. Does nothing after the end: late work is
   * committed by itself.
   */
  begin(): Promise<void> {
    if (this.#begun === undefined && this.#ended) return Promise.resolve()
    this.#begun ??= this.#begin()
    return this.#begun
  }

  /** The connection, for one caller until it releases it. */
  async borrow(): Promise<pg.PoolClient> {
    await this.begin()
    return this.#lend()
  }

  /** Runs work after the commit; never without a commit. */
  afterwards(work: () => void): void {
    this.#afterwards.push(work)
  }

  /** Writes what `finish` writes, and commits. Begins if nothing has: then what `finish` writes is all there is. */
  async commit(finish: (trx: Transaction<T>) => Promise<void>): Promise<void> {
    try {
      await this.begin()
      await this.#kysely.transaction().execute(finish)
      await this.#end('commit')
    } catch (error) {
      await this.rollback()
      throw error
    }
    for (const work of this.#afterwards) work()
  }

  /** Undoes everything. Does nothing if it has ended, or never began. */
  async rollback(): Promise<void> {
    if (this.#ended) return
    if (this.#begun === undefined) {
      this.#ended = true
      return
    }
    await this.#begun.catch(() => {})
    // A connection that is lost has rolled back by itself.
    await this.#end('rollback').catch(() => {})
  }

  async #begin(): Promise<void> {
    const client = await this.#parts.connect()
    this.#client = client
    try {
      await client.query('begin')
      await this.#kysely.transaction().execute(async (trx) => this.#options.begin(trx))
    } catch (error) {
      await this.#end('rollback').catch(() => {})
      throw error
    }
  }

  async #end(how: 'commit' | 'rollback'): Promise<void> {
    await this.#line
    const client = this.#client
    this.#ended = true
    if (client === undefined) return
    this.#client = undefined
    try {
      await client.query(how)
      client.release()
    } catch (error) {
      client.release(error instanceof Error ? error : true)
      throw error
    }
  }

  async #lend(): Promise<pg.PoolClient> {
    const before = this.#line
    let leave = (): void => {}
    this.#line = new Promise((resolve) => {
      leave = resolve
    })
    await before
    const client = this.#client
    try {
      if (client === undefined) throw new TypeError('the unit of work has ended')
      await client.query('savepoint caller')
    } catch (error) {
      leave()
      throw error
    }
    return facade(client, () => void leaveSavepoint(client).then(leave, leave))
  }
}

/** Keeps what the caller has written; undoes it if one of its statements failed. */
async function leaveSavepoint(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('release savepoint caller')
  } catch {
    await client.query('rollback to savepoint caller; release savepoint caller')
  }
}

/** The connection as its borrower sees it. */
function facade(client: pg.PoolClient, release: () => void): pg.PoolClient {
  const send = client.query.bind(client) as unknown as (...parameters: readonly unknown[]) => unknown
  const query = (first: unknown, ...rest: readonly unknown[]): unknown => send(withSavepoint(first), ...rest)
  let isReleased = false
  const releaseOnce = (): void => {
    if (!isReleased) release()
    isReleased = true
  }
  return new Proxy(client, {
    get(target, name) {
      if (name === 'query') return query
      if (name === 'release') return releaseOnce
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}

function withSavepoint(query: unknown): unknown {
  if (typeof query === 'string') return savepointText(query)
  if (typeof query !== 'object' || query === null || !('text' in query)) return query
  const text = savepointText(String(query.text))
  return text === query.text ? query : { ...query, text }
}

function savepointText(text: string): string {
  if (BEGIN.test(text)) return 'savepoint nested'
  const end = END.exec(text)?.[1]?.toLowerCase()
  if (end === undefined) return text
  return end === 'commit' ? 'release savepoint nested' : 'rollback to savepoint nested'
}
