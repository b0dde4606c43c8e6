import { type Database, describeMigrations } from '@tributary/database'
import type { FastifyBaseLogger } from 'fastify'
import type { JobsTables } from '../tables.ts'
import { interleave } from './interleave.ts'
import type { RunnableJobs } from './runnable-jobs.ts'
import {
  addUse,
  fadedRun,
  listTurns,
  MOST_TURNS,
  type TakenEntry,
  type Turn,
  takeEntry,
} from './turn-store.ts'

/** An order is recomputed after this long, which includes jobs that ended meanwhile. */
const ORDER_MILLISECONDS = 1_000
/** A job that was just queued here gets its place in the order within this time. */
const FRESH_MILLISECONDS = 50
/**
 * Ordering a long queue is slow: an order is kept for this multiple of its cost, so that ordering stays a small part
 * of the work.
 */
const ORDER_COSTS = 4
const FRESH_COSTS = 2
/** Tried in one statement, since other processes may have taken the first. */
const AT_ONCE = 8

export interface TurnOptions {
  readonly database: Database
  readonly logger: FastifyBaseLogger
  /** How many jobs this process runs at once. */
  readonly slots: number
  /** How many of them one person may have, where the server has several people. */
  readonly slotsPerPerson: number
  /** How many of them imports and back-fills may have. Default: all. */
  readonly longSlots?: number | undefined
  /** The same of one person. Default: like `slotsPerPerson`. */
  readonly longSlotsPerPerson?: number | undefined
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
  /** `undefined` when nothing may start. */
  runnable(): RunnableJobs | undefined
}

/** Decides which job starts next in this process. One process's slots share one order, so that its cost is shared, too. */
export class Turns {
  readonly #options: TurnOptions
  readonly #held = new HeldSlots()
  readonly #heldByLong = new HeldSlots()
  readonly #used = new Map<string, number>()
  #order: Turn[] = []
  #reckonedAt = Number.NEGATIVE_INFINITY
  /** Whether there were more jobs than an order has. */
  #isCut = false
  /** How many milliseconds that took. */
  #cost = 0
  /** Whether jobs were queued or ended here since the order was computed. */
  #queued = false
  #ended = false
  #started = 0
  #migrations = 0
  #blockedBy: string | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: TurnOptions) {
    this.#options = options
  }

  /** Why this process takes no jobs at all, if so. */
  get blockedBy(): string | undefined {
    return this.#blockedBy
  }

  /** Jobs were queued in this process. */
  recordQueued(): void {
    this.#queued = true
  }

  /** Takes the next job, if one can start. One at a time: two that look at once would both give the same person their last slot. */
  take(): Promise<TakenEntry | undefined> {
    const taken = this.#last.then(() => this.#take())
    this.#last = taken.catch(() => undefined)
    return taken
  }

  /** Releases a slot after a run of this many seconds. */
  release({ userId, isLong }: TakenEntry, seconds: number): void {
    this.#held.remove(userId)
    if (isLong) this.#heldByLong.remove(userId)
    this.#used.set(userId, (this.#used.get(userId) ?? 0) + fadedRun(seconds))
    this.#ended = true
  }

  /** Stores the usage of this process by person since the last call. */
  async recordUse(): Promise<void> {
    const used = new Map(this.#used)
    this.#used.clear()
    await addUse(this.#options.database.tables<JobsTables>(), used)
  }

  async #take(): Promise<TakenEntry | undefined> {
    if (this.#isOld()) await this.#reckon()
    const taken = await this.#takeFirst()
    const isUsedUp = this.#order.length === 0 && this.#isCut
    if (taken !== undefined || !(this.#queued || this.#ended || isUsedUp)) return taken
    await this.#reckon()
    return this.#takeFirst()
  }

  #isOld(): boolean {
    const age = this.#now() - this.#reckonedAt
    if (age > Math.max(ORDER_MILLISECONDS, this.#cost * ORDER_COSTS)) return true
    return this.#queued && age > Math.max(FRESH_MILLISECONDS, this.#cost * FRESH_COSTS)
  }

  #now(): number {
    return (this.#options.now ?? (() => performance.now()))()
  }

  async #takeFirst(): Promise<TakenEntry | undefined> {
    for (;;) {
      const some = this.#order.filter((turn) => this.#mayStart(turn)).slice(0, AT_ONCE)
      if (some.length === 0) return undefined
      const db = this.#options.database.tables<JobsTables>()
      const ids = some.map(({ entryId }) => entryId)
      const taken = await takeEntry(db, ids, this.#migrations)
      // Another process has taken those before the taken one.
      const gone = taken === undefined ? ids : ids.slice(0, ids.indexOf(taken.id) + 1)
      this.#order = this.#order.filter(({ entryId }) => !gone.includes(entryId))
      if (taken === undefined) continue
      this.#started++
      this.#held.add(taken.userId)
      if (taken.isLong) this.#heldByLong.add(taken.userId)
      return taken
    }
  }

  #mayStart({ userId, alone, isLong }: Turn): boolean {
    const { slots, slotsPerPerson } = this.#options
    const { longSlots = slots, longSlotsPerPerson = slotsPerPerson } = this.#options
    if (this.#held.of(userId) >= (alone ? slots : slotsPerPerson)) return false
    if (!isLong) return true
    return this.#heldByLong.all < longSlots && (alone || this.#heldByLong.of(userId) < longSlotsPerPerson)
  }

  async #reckon(): Promise<void> {
    const { database } = this.#options
    const runnable = this.#options.runnable()
    this.#order = []
    if (runnable === undefined) return
    this.#queued = false
    this.#ended = false
    const begun = this.#now()
    this.#reckonedAt = begun
    this.#cost = 0
    this.#isCut = false
    if (!(await this.#knowsSchema())) return
    await this.recordUse()
    const db = database.tables<JobsTables>()
    const turns = await listTurns(db, runnable)
    this.#order = interleave(turns, this.#started)
    this.#isCut = turns.length >= MOST_TURNS
    this.#reckonedAt = this.#now()
    this.#cost = this.#reckonedAt - begun
  }

  /** A newer server beside this one may have migrated: its tables are not what this code expects. */
  async #knowsSchema(): Promise<boolean> {
    const { database, logger } = this.#options
    const { applied, newer } = await database.readSchema()
    this.#migrations = applied
    const blockedBy =
      newer.length === 0
        ? undefined
        : `The database was migrated by a newer version of the server: this worker does not know ${describeMigrations(newer)}. It takes no jobs: stop it and start the newer version.`
    if (blockedBy !== undefined && this.#blockedBy === undefined) logger.error({ newer }, blockedBy)
    this.#blockedBy = blockedBy
    return blockedBy === undefined
  }
}

/** How many slots people have. */
class HeldSlots {
  readonly #byPerson = new Map<string, number>()
  #all = 0

  get all(): number {
    return this.#all
  }

  of(userId: string): number {
    return this.#byPerson.get(userId) ?? 0
  }

  add(userId: string): void {
    this.#byPerson.set(userId, this.of(userId) + 1)
    this.#all += 1
  }

  remove(userId: string): void {
    const left = this.of(userId) - 1
    if (left > 0) this.#byPerson.set(userId, left)
    else this.#byPerson.delete(userId)
    this.#all -= 1
  }
}
