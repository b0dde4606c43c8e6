import type { FastifyInstance } from 'fastify'
import { onClosed } from './on-closed.ts'

/** The requests that a Fastify instance is answering. */
export class OpenRequests {
  #count = 0
  #waiting: (() => void)[] = []

  constructor(app: FastifyInstance) {
    app.addHook('onRequest', (_request, reply, done) => {
      this.#count += 1
      onClosed(reply.raw, () => this.#end())
      done()
    })
  }

  /** Resolves when no request is open, or after a time. */
  async ended(milliseconds: number): Promise<void> {
    if (this.#count === 0) return
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve)
      timer = setTimeout(resolve, milliseconds)
    })
    clearTimeout(timer)
  }

  #end(): void {
    this.#count -= 1
    if (this.#count > 0) return
    for (const resolve of this.#waiting) resolve()
    this.#waiting = []
  }
}
