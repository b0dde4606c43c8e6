import { type ClientRequest, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** Follows changes like `EventSource`: reconnects after each end, with the last id. */
export class StreamClient {
  /** When each title was seen, by `performance.now()`. */
  readonly seen = new Map<string, number>()
  repeated = 0
  /** When the current connection was answered; undefined between two. */
  connectedSince: number | undefined
  readonly #port: () => number
  readonly #key: string
  #retry = 2_000
  #lastEventId: string | undefined
  #sent: ClientRequest | undefined
  #isClosed = false

  constructor(port: () => number, key: string) {
    this.#port = port
    this.#key = key
  }

  /** Resolves at the first answer. */
  async open(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    void this.#stay(resolve)
    await promise
  }

  close(): void {
    this.#isClosed = true
    this.#sent?.destroy()
  }

  async #stay(onAnswer: () => void): Promise<void> {
    while (!this.#isClosed) {
      await this.#connect(onAnswer)
      this.connectedSince = undefined
      await sleep(this.#retry)
    }
  }

  #connect(onAnswer: () => void): Promise<void> {
    return new Promise((resolve) => {
      const authorization = `Bearer ${this.#key}`
      const headers = {
        authorization,
        ...(this.#lastEventId === undefined ? {} : { 'last-event-id': this.#lastEventId }),
      }
      const path = '/api/changes/stream?types=item'
      this.#sent = request({ port: this.#port(), host: '127.0.0.1', path, headers, agent: false })
      this.#sent.on('error', () => resolve()).end()
      this.#sent.on('response', (reply) => {
        let text = ''
        reply
          .setEncoding('utf8')
          .on('error', () => resolve())
          .on('close', () => resolve())
        reply.on('data', (chunk: string) => {
          const blocks = `${text}${chunk}`.split('\n\n')
          text = blocks.pop() ?? ''
          for (const block of blocks) this.#receive(block)
          this.connectedSince ??= performance.now()
          onAnswer()
        })
      })
    })
  }

  #receive(block: string): void {
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) this.#lastEventId = line.slice(4)
      else if (line.startsWith('retry: ')) this.#retry = Number(line.slice(7))
      else if (line.startsWith('data: ')) {
        const { resource } = JSON.parse(line.slice(6)) as { resource: { title: string } }
        if (this.seen.has(resource.title)) this.repeated += 1
        else this.seen.set(resource.title, performance.now())
      }
    }
  }
}
