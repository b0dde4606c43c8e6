import { Poller } from '@tributary/core'
import type { ActiveEnricher } from '../enrichers/active-enricher.ts'
import { listEnrichers } from '../enrichers/list-enrichers.ts'
import { type Parts, tablesOf } from '../parts.ts'
import type { EnrichmentTables } from '../tables.ts'
import { collectItems } from '../works/collect-items.ts'
import { type Batch, claimBatch, registerEnricher, wakeEnricher } from './batch-store.ts'
import { addTasks, renewTasks } from './plan-tasks.ts'
import { runBatch } from './run-batch.ts'

export interface EnrichLoopOptions {
  readonly parts: () => Parts
  /** From 0 to 1. */
  readonly random: () => number
  /** The interval of looks. */
  readonly milliseconds: number
}

const DAY_MILLISECONDS = 86_400_000

/** Looks for what is new in all libraries, and has it enriched, until it is stopped. */
export class EnrichLoop {
  readonly #options: EnrichLoopOptions
  readonly #stopping = new AbortController()
  readonly #batches = new Map<string, Promise<void>>()
  /** By enricher: what its tasks were last planned with, and the configuration it was last seen with. */
  readonly #planned = new Map<string, string>()
  readonly #configured = new Map<string, string>()
  readonly #poller: Poller
  /** As in `CollectState`. */
  readonly #people = {
    known: new Set<string>(),
    behind: new Set<string>(),
    restarted: new Set<string>(),
    checked: new Set<string>(),
  }
  /** Days since 1970: the one of those who are `checked`. */
  #day = 0
  /** Whose works were written since tasks were last planned for them. */
  readonly #collected = new Set<string>()
  #since: string | undefined

  constructor(options: EnrichLoopOptions) {
    this.#options = options
    this.#poller = new Poller({
      milliseconds: options.milliseconds,
      poll: () => this.#look(),
      onError: (error) =>
        options.parts().logger.warn({ err: error }, 'enrichment could not look for work; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** Looks now instead of at the next interval. */
  look(): void {
    this.#poller.poll()
  }

  /** Ends the batches that are under way; what they have not answered waits for the next process. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the server stops'))
    await this.#poller.stop()
    await Promise.all(this.#batches.values())
  }

  async #look(): Promise<void> {
    const parts = this.#options.parts()
    const enrichers = await listEnrichers(parts)
    const day = Math.floor(parts.now() / DAY_MILLISECONDS)
    if (day !== this.#day) this.#people.checked.clear()
    this.#day = day
    const state = { ...this.#people, since: this.#since, collected: this.#collected }
    this.#since = await parts.database.repeating(() => collectItems(parts, state, this.#stopping.signal))
    const people = [...this.#collected]
    for (const enricher of enrichers) await this.#plan(parts, enricher, people)
    // Not before: after a failure, the next look plans for them.
    this.#collected.clear()
    const before = enrichers.filter(({ isUniversal }) => !isUniversal).map(({ name }) => name)
    for (const enricher of enrichers)
      if (!this.#batches.has(enricher.name))
        this.#begin(enricher.name, this.#serve(parts, enricher, enricher.isUniversal ? before : []))
  }

  async #plan(parts: Parts, enricher: ActiveEnricher, people: readonly string[]): Promise<void> {
    const { name, version, platforms, forbidden, types, configuration } = enricher
    const db = tablesOf(parts)
    const plan = JSON.stringify([version, platforms, forbidden, types])
    if (this.#planned.get(name) !== plan) {
      await registerEnricher(db, name)
      await addTasks(db, enricher)
      this.#planned.set(name, plan)
    } else if (people.length > 0) {
      await addTasks(db, enricher, people)
    }
    await renewTasks(db, enricher, new Date(parts.now()))
    const seen = this.#configured.get(name)
    this.#configured.set(name, configuration)
    if (seen !== undefined && seen !== configuration) await wakeEnricher(db, name)
  }

  #begin(name: string, served: Promise<void>): void {
    const ended = served
      .catch((error: unknown) => {
        if (!this.#stopping.signal.aborted)
          this.#options
            .parts()
            .logger.warn({ err: error, enricher: name }, 'a batch of works could not be enriched')
      })
      .finally(() => this.#batches.delete(name))
    this.#batches.set(name, ended)
  }

  /** One batch after the other while there are any. */
  async #serve(parts: Parts, enricher: ActiveEnricher, before: readonly string[]): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const batch = await this.#claim(parts, enricher, before)
      if (batch === undefined) return
      await runBatch(parts, { enricher, batch, signal })
    }
  }

  #claim(parts: Parts, enricher: ActiveEnricher, before: readonly string[]): Promise<Batch | undefined> {
    const at = { now: new Date(parts.now()), before, random: this.#options.random() }
    return parts.database.transaction<EnrichmentTables, Batch | undefined>((trx) =>
      claimBatch(trx, enricher, at),
    )
  }
}
