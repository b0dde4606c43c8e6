import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Delivery } from './tide.ts'

/** What a provider does on a bad day, each in the place of one page. */
export const FAULTS = ['limited', 'unavailable', 'cut', 'malformed', 'not JSON'] as const

export type Fault = (typeof FAULTS)[number]

export interface HostileProviderOptions {
  readonly feed: readonly Delivery[]
  readonly pageSize: number
  /** Page → what the first request for it meets. */
  readonly faults: ReadonlyMap<number, Fault>
  readonly random: () => number
}

/** Longest time an answer takes, in milliseconds. */
const SLOWEST = 8

/** Serves a feed under `/v1/plays?after=<number>`, and counts what is asked of it. */
export class HostileProvider {
  readonly #options: HostileProviderOptions
  readonly #server = createServer((request, response) => void this.#answer(request, response))
  readonly #waiting: Map<number, Fault>
  /** Page → during which lives of the server it was answered whole. */
  readonly #answered = new Map<number, number[]>()
  #life = 0
  #watch: ((page: number) => void) | undefined
  /** What has struck, each as often as it did. */
  readonly met: Record<Fault, number> = {
    limited: 0,
    unavailable: 0,
    cut: 0,
    malformed: 0,
    'not JSON': 0,
  }

  private constructor(options: HostileProviderOptions) {
    this.#options = options
    this.#waiting = new Map(options.faults)
  }

  static async start(options: HostileProviderOptions): Promise<HostileProvider> {
    const provider = new HostileProvider(options)
    await once(provider.#server.listen(0, '127.0.0.1'), 'listening')
    return provider
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resolves once this page or a later one has been answered, from now on. */
  answered(page: number): Promise<void> {
    return new Promise((resolve) => {
      this.#watch = (answered) => {
        if (answered >= page) resolve()
      }
    })
  }

  /** The server was killed: what is asked from now on is asked by its next life. */
  recordKill(): void {
    this.#life += 1
  }

  /** For each life after the first: how many pages were answered again that an earlier life had already been given. */
  refetches(): number[] {
    const counts = Array.from({ length: this.#life }, () => 0)
    for (const lives of this.#answered.values())
      for (const life of lives.slice(1)) counts[life - 1] = (counts[life - 1] ?? 0) + 1
    return counts
  }

  /** How many pages one and the same life was given more than once. */
  repeated(): number {
    return [...this.#answered.values()].filter((lives) => new Set(lives).size < lives.length).length
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://provider')
    if (pathname === '/v1/me') return sendJson(response, JSON.stringify({ id: 'somebody' }))
    const { feed, pageSize, random } = this.#options
    await sleep(random() * SLOWEST)
    const after = Number(searchParams.get('after'))
    const page = Math.floor(after / pageSize)
    const end = after + pageSize
    const body = JSON.stringify({
      items: feed.slice(after, end),
      ...(end < feed.length ? { next: end } : {}),
    })
    const fault = this.#waiting.get(page)
    if (fault !== undefined) {
      this.#waiting.delete(page)
      this.met[fault] += 1
      return strike(response, fault, body)
    }
    const life = this.#life
    response.once('finish', () => {
      this.#answered.set(page, [...(this.#answered.get(page) ?? []), life])
      this.#watch?.(page)
    })
    sendJson(response, body)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

function sendJson(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(body)
}

function strike(response: ServerResponse, fault: Fault, body: string): void {
  const half = body.slice(0, body.length / 2)
  if (fault === 'limited') response.writeHead(429, { 'retry-after': '1' }).end()
  else if (fault === 'unavailable') response.writeHead(500).end('{"message":"Oops."}')
  else if (fault === 'malformed') sendJson(response, half)
  else if (fault === 'not JSON')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Back soon</h1>')
  else {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.write(half, () => response.destroy())
  }
}
