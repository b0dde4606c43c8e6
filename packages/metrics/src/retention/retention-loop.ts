import { randomUUID } from 'node:crypto'
import { leaveWatch, takeWatch } from '@tributary/changes'
import { Poller } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { MetricsTables } from '../tables.ts'
import { dropPartition } from './drop-partition.ts'
import { expiredPartitions, nextPerson, nextSlice } from './expired-store.ts'
import { keptFrom, type RetentionRule } from './retention-rule.ts'
import { summarizeSlice } from './summary-store.ts'

/** Longer than a slice takes; renewed before each. */
const LEASE_SECONDS = 120
const TABLE = 'measurement_retention'

export interface RetentionLoopOptions {
  readonly database: Database
  readonly readRule: () => Promise<RetentionRule | undefined>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** The interval of looks. */
  readonly milliseconds: number
  onError(error: unknown): void
}

/**
 * Replaces expired measurements by summaries, until it is stopped: whole partitions first, then the rest by person. Each step is one transaction, so
 * that a killed process loses nothing and the next one continues. One process at a time works, by a lease.
 */
export class RetentionLoop {
  readonly #options: RetentionLoopOptions
  readonly #watch = { table: TABLE, watcher: randomUUID() }
  readonly #poller: Poller
  #isStopped = false

  constructor(options: RetentionLoopOptions) {
    this.#options = options
    const { milliseconds, onError } = options
    this.#poller = new Poller({ milliseconds, poll: () => this.look(), onError })
  }

  start(): void {
    this.#poller.start()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#poller.stop()
  }

  /** Summarizes all that has expired, until the rule changes: it cannot be undone, so that an administrator who turns it off must be heard at once. */
  async look(): Promise<void> {
    const { readRule, now } = this.#options
    const rule = await readRule()
    if (rule === undefined || !(await this.#hasLease())) return
    const before = keptFrom(rule, now())
    try {
      await this.#dropPartitions(before, rule)
      await this.#summarizePeople(before, rule)
    } finally {
      await leaveWatch(this.#db(), this.#watch)
    }
  }

  async #dropPartitions(before: Date, rule: RetentionRule): Promise<void> {
    for (const partition of await expiredPartitions(this.#db(), before)) {
      if (!(await this.#goesOn(rule))) return
      await this.#apart(() => dropPartition(this.#options.database, partition, rule.resolution))
    }
  }

  async #summarizePeople(before: Date, rule: RetentionRule): Promise<void> {
    for (let person = await nextPerson(this.#db(), ''); person !== undefined; ) {
      const userId = person
      await this.#apart(() => this.#summarizePerson(userId, before, rule))
      if (!(await this.#goesOn(rule))) return
      person = await nextPerson(this.#db(), userId)
    }
  }

  async #summarizePerson(userId: string, before: Date, rule: RetentionRule): Promise<void> {
    for (;;) {
      const slice = await nextSlice(this.#db(), userId, before)
      if (slice === undefined || !(await this.#goesOn(rule))) return
      await this.#options.database.transaction<MetricsTables, number>((trx) =>
        summarizeSlice(trx, slice, rule.resolution),
      )
    }
  }

  /** What cannot be summarized, like values whose sum is no number of the database, must not keep the rest from it. */
  async #apart(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#options.onError(error)
    }
  }

  async #goesOn({ keepDays, resolution }: RetentionRule): Promise<boolean> {
    const present = await this.#options.readRule()
    return present?.keepDays === keepDays && present.resolution === resolution && (await this.#hasLease())
  }

  async #hasLease(): Promise<boolean> {
    return !this.#isStopped && (await takeWatch(this.#db(), this.#watch, LEASE_SECONDS))
  }

  #db() {
    return this.#options.database.tables<MetricsTables>()
  }
}
