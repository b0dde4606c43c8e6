import { setTimeout as delay } from 'node:timers/promises'
import type { PgBoss } from 'pg-boss'
import { QUEUE } from './job-queue.ts'
import type { TakenEntry } from './turn-store.ts'
import type { Turns } from './turns.ts'

/** The options of a worker's slots. */
export interface QueueWorker {
  /** Called with one job at a time; rejecting delivers the job again. */
  run(jobId: string): Promise<void>
  /** How many jobs run at once in this process. */
  readonly concurrency: number
}

export interface SlotOptions {
  readonly boss: Pick<PgBoss, 'complete' | 'fail' | 'touch'>
  readonly turns: Turns
  readonly worker: QueueWorker
  readonly onError: (error: Error) => void
  /** A job without a heartbeat for this long is delivered to another worker. */
  readonly heartbeatSeconds: number
}

/** Jobs come from other processes as well; those queued in this one wake its slots. */
const POLL_MILLISECONDS = 1_000

/**
 * Entries of ended jobs are completed together, within this time. One that is not, because the process has died, is
 * delivered again and skipped, since its job has ended.
 */
const COMPLETE_MILLISECONDS = 100

/** The slots of this process: each takes the next job, runs it, and looks again. */
export class JobSlots {
  readonly #options: SlotOptions
  readonly #running = new Set<TakenEntry>()
  #ended: TakenEntry[] = []
  #completing: NodeJS.Timeout | undefined
  #completed: Promise<unknown> = Promise.resolve()
  readonly #heartbeat: NodeJS.Timeout
  #loops: Promise<unknown> = Promise.resolve()
  #stopping = false
  #woken = Promise.withResolvers<void>()

  constructor(options: SlotOptions) {
    this.#options = options
    // Twice, so that one that is late or lost does not matter.
    this.#heartbeat = setInterval(() => void this.#beat(), (options.heartbeatSeconds / 2) * 1000)
    this.#loops = Promise.all(Array.from({ length: options.worker.concurrency }, () => this.#loop()))
  }

  /** Looks for jobs at once. */
  wake(): void {
    const woken = this.#woken
    this.#woken = Promise.withResolvers()
    woken.resolve()
  }

  /**
   * Takes no more jobs and waits for running ones; jobs that are still running afterwards are delivered to the next
   * worker.
   */
  async stop(timeoutMilliseconds: number): Promise<void> {
    this.#stopping = true
    this.wake()
    const timer = new AbortController()
    const late = delay(timeoutMilliseconds, undefined, { signal: timer.signal }).catch(() => undefined)
    await Promise.race([this.#loops, late])
    timer.abort()
    clearInterval(this.#heartbeat)
    await this.#completed
    await this.#attempt(() => this.#complete())
    await this.#attempt(() => this.#deliverAgain([...this.#running]))
    await this.#attempt(() => this.#options.turns.recordUse())
  }

  async #loop(): Promise<void> {
    while (!this.#stopping) {
      const entry = await this.#attempt(() => this.#options.turns.take())
      const isDone = entry !== undefined && (await this.#run(entry))
      // Also after a failure: the database is unreachable, and an immediate retry would not help.
      if (!isDone) await this.#pause()
    }
  }

  /** Resolves to whether the job was run, however it ended. */
  async #run(entry: TakenEntry): Promise<boolean> {
    const { turns, worker } = this.#options
    const begun = performance.now()
    this.#running.add(entry)
    const isDone = await this.#attempt(async () => {
      await worker.run(entry.jobId)
      return true
    })
    if (isDone === true) this.#completeSoon(entry)
    else await this.#attempt(() => this.#deliverAgain([entry]))
    this.#running.delete(entry)
    turns.release(entry, (performance.now() - begun) / 1000)
    // Its end may let others start: the next of its lane, or another of its person.
    this.wake()
    return isDone === true
  }

  #completeSoon(entry: TakenEntry): void {
    this.#ended.push(entry)
    this.#completing ??= setTimeout(() => {
      this.#completed = this.#attempt(() => this.#complete())
    }, COMPLETE_MILLISECONDS)
  }

  async #complete(): Promise<void> {
    clearTimeout(this.#completing)
    this.#completing = undefined
    const entries = this.#ended
    this.#ended = []
    if (entries.length > 0) await this.#options.boss.complete(QUEUE, entries.map(attemptOf))
  }

  async #deliverAgain(entries: readonly TakenEntry[]): Promise<void> {
    if (entries.length > 0) await this.#options.boss.fail(QUEUE, entries.map(attemptOf))
  }

  async #beat(): Promise<void> {
    const entries = [...this.#running].map(attemptOf)
    if (entries.length > 0) await this.#attempt(() => this.#options.boss.touch(QUEUE, entries))
  }

  async #pause(): Promise<void> {
    if (this.#stopping) return
    const timer = new AbortController()
    const polled = delay(POLL_MILLISECONDS, undefined, { signal: timer.signal }).catch(() => undefined)
    await Promise.race([this.#woken.promise, polled])
    timer.abort()
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work()
    } catch (error) {
      this.#options.onError(asError(error))
      return undefined
    }
  }
}

function attemptOf({ id, retryCount }: TakenEntry): { id: string; retryCount: number } {
  return { id, retryCount }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
