import { outsideUnit } from '@tributary/core'
import { claimUnfinished } from './demo-store.ts'
import { fillDemo } from './fill-demo.ts'
import { type Parts, tablesOf } from './parts.ts'
import { removeDemo } from './remove-demo.ts'
import type { DemoRow } from './tables.ts'

const LOOK_MILLISECONDS = 15_000

/** Fills and removes demo data in the background, also what another process has left unfinished. */
export class DemoWork {
  readonly #parts: () => Parts
  readonly #running = new Set<Promise<void>>()
  /** By person: one thing at a time, so that a removal meets no step of a creation. */
  readonly #turns = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: () => Parts) {
    this.#parts = parts
  }

  start(): void {
    this.#look()
    this.#timer = setInterval(() => this.#look(), LOOK_MILLISECONDS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.allSettled(this.#running)
  }

  /** Continues demo data whose lease this process holds. */
  run(demo: DemoRow): void {
    if (demo.removing_at === null) this.#keep(() => this.#inTurn(demo, fillDemo))
    else this.#keep(() => this.remove(demo))
  }

  /** Removes demo data whose removal has begun. */
  remove(demo: DemoRow): Promise<void> {
    return this.#inTurn(demo, removeDemo)
  }

  #inTurn(demo: DemoRow, work: (parts: Parts, demo: DemoRow) => Promise<void>): Promise<void> {
    const before = this.#turns.get(demo.user_id) ?? Promise.resolve()
    const own = before.catch(() => {}).then(() => work(this.#parts(), demo))
    this.#turns.set(demo.user_id, own)
    const forget = () => void (this.#turns.get(demo.user_id) === own && this.#turns.delete(demo.user_id))
    own.then(forget, forget)
    return own
  }

  #look(): void {
    this.#keep(async () => {
      for (const demo of await claimUnfinished(tablesOf(this.#parts()))) this.run(demo)
    })
  }

  #keep(work: () => Promise<void>): void {
    const running = outsideUnit(async () => work())
      // Tried again when its lease has passed.
      .catch((error: unknown) => this.#parts().logger.warn({ err: error }, 'demo data interrupted'))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }
}
