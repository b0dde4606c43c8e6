import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Person } from './notes-server.ts'

/** A client as `EventSource` is one: it connects again whenever its stream ends, with the id of the last event it has received. */
export class FollowingClient {
  readonly notes = new Map<string, string>()
  /** Every event, in order: `name=text` or `-name`. */
  readonly received: string[] = []
  readonly statuses: number[] = []
  lastEventId: string | undefined
  connects = 0
  retry: number | undefined
  readonly #person: Person
  readonly #port: () => number
  #sent: ClientRequest | undefined
  #isClosed = false

  constructor(person: Person, port: () => number) {
    this.#person = person
    this.#port = port
  }

  /** Resolves when the server has answered for the first time. */
  async open(query = ''): Promise<this> {
    const { promise, resolve } = Promise.withResolvers<void>()
    void this.#stayConnected(query, resolve)
    await promise
    return this
  }

  close(): void {
    this.#isClosed = true
    this.#sent?.destroy()
  }

  async #stayConnected(query: string, onAnswer: () => void): Promise<void> {
    while (!this.#isClosed) {
      await this.#connect(query, onAnswer).catch(() => {})
      // `EventSource` waits for `retry`.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #connect(query: string, onAnswer: () => void): Promise<void> {
    const reply = await new Promise<IncomingMessage>((resolve, reject) => {
      this.#sent = request({
        port: this.#port(),
        host: '127.0.0.1',
        path: `/api/changes/stream${query}`,
        headers: {
          authorization: `Bearer ${this.#person.key}`,
          ...(this.lastEventId === undefined ? {} : { 'last-event-id': this.lastEventId }),
        },
        agent: false,
      })
      this.#sent.on('response', resolve).on('error', reject).end()
    })
    this.connects += 1
    this.statuses.push(reply.statusCode ?? 0)
    let text = ''
    for await (const chunk of reply.setEncoding('utf8')) {
      text += String(chunk)
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) this.#receive(block)
      onAnswer()
    }
  }

  #receive(block: string): void {
    const fields = new Map(
      block.split('\n').map((line) => {
        const at = line.indexOf(': ')
        return [line.slice(0, at), line.slice(at + 2)] as const
      }),
    )
    this.lastEventId = fields.get('id') ?? this.lastEventId
    if (fields.has('retry')) this.retry = Number(fields.get('retry'))
    const data = fields.get('data')
    if (data === undefined) return
    const { id, change, resource } = JSON.parse(data) as {
      id: string
      change: string
      resource: { text: string } | null
    }
    this.received.push(change === 'delete' ? `-${id}` : `${id}=${resource?.text}`)
    if (change === 'delete') this.notes.delete(id)
    else this.notes.set(id, resource?.text ?? '')
  }
}
