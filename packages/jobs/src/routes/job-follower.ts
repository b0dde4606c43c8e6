import { setTimeout as sleep } from 'node:timers/promises'
import type { JobRow } from '../tables.ts'

/** How often the followed jobs are read. A poll: the worker may be another process, and LISTEN does not pass every connection pooler. */
export const LOOK_MILLISECONDS = 500

type Rows = ReadonlyMap<string, JobRow>

/**
 * Reads the jobs of all open event streams of this process with one query per 500 ms, whatever the number of streams.
 * A stream requests each update, so that nothing is buffered for a slow reader.
 */
export class JobFollower {
  readonly #read: (ids: readonly string[]) => Promise<readonly JobRow[]>
  readonly #closing: AbortSignal
  readonly #asked = new Set<string>()
  #next: Promise<Rows> | undefined
  #reading: Promise<unknown> = Promise.resolve()

  /** `closing` aborts when the server stops: every pending request then resolves to `undefined`. */
  constructor(read: (ids: readonly string[]) => Promise<readonly JobRow[]>, closing: AbortSignal) {
    this.#read = read
    this.#closing = closing
  }

  /** The job at the next poll, or `undefined` once it was deleted. Rejects if the database cannot be read. */
  async look(id: string): Promise<JobRow | undefined> {
    this.#asked.add(id)
    this.#next ??= this.#lookLater()
    return (await this.#next).get(id)
  }

  async #lookLater(): Promise<Rows> {
    await sleep(LOOK_MILLISECONDS, undefined, { signal: this.#closing }).catch(() => {})
    // A slow database gets one query at a time.
    await this.#reading.catch(() => {})
    const ids = [...this.#asked]
    this.#asked.clear()
    this.#next = undefined
    if (this.#closing.aborted) return new Map()
    const rows = this.#read(ids)
    this.#reading = rows
    return new Map((await rows).map((row) => [row.id, row]))
  }
}
