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
    this.#keep(() => (demo.removing_at === null ? fillDemo : removeDemo)(this.#parts(), demo))
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
