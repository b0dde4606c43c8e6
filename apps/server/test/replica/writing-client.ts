import { READ_AFTER_HEADER } from '@tributary/core'
import type { Deployment } from './deployment.ts'

const COOKIE = /^((?:__Host-)?tributary_read_after)=/
const DAY_MILLISECONDS = 86_400_000

export interface WritingClientOptions {
  readonly deployment: Deployment
  /** An API key, or the cookie of a session. */
  readonly credentials: { readonly apiKey: string } | { readonly cookie: string }
  /** The first of the days that this client alone writes. */
  readonly firstDay: string
  readonly random: () => number
}

/** What a client has seen. */
export interface Seen {
  /** Each value whose write was answered, by its day. */
  readonly acknowledged: Map<string, number>
  /** Days whose value an own read did not show. */
  readonly missed: string[]
  /** Answers of 500 and above, and others that are not expected. */
  readonly failures: string[]
  /** Requests that a killed process did not answer. */
  unanswered: number
}

/** Writes a value through one API process and reads it through another, again and again. */
export class WritingClient {
  readonly #options: WritingClientOptions
  #position: string | undefined
  readonly seen: Seen = { acknowledged: new Map(), missed: [], failures: [], unanswered: 0 }

  constructor(options: WritingClientOptions) {
    this.#options = options
  }

  async run(stopped: AbortSignal): Promise<void> {
    const first = Date.parse(this.#options.firstDay)
    for (let number = 0; !stopped.aborted; number++) {
      const day = new Date(first + number * DAY_MILLISECONDS).toISOString().slice(0, 10)
      await this.#writeAndRead(day, 1 + number)
    }
  }

  async #writeAndRead(day: string, value: number): Promise<void> {
    const written = await this.#send('PUT', `/api/metrics/values/fitbit.steps/${day}`, { value })
    if (written === undefined) return
    this.seen.acknowledged.set(day, value)
    // A process that was killed does not answer; the client asks another.
    for (let attempt = 0; attempt < 20; attempt++) {
      const read = await this.#send('GET', `/api/metrics/values?metric=fitbit.steps&from=${day}&to=${day}`)
      if (read === undefined) continue
      const { series } = (await read.json()) as {
        readonly series: readonly { readonly points: readonly { readonly value: unknown }[] }[]
      }
      if (series[0]?.points[0]?.value !== value) this.seen.missed.push(day)
      return
    }
  }

  /** `undefined` without an answer, and for one that is recorded as a failure. */
  async #send(method: string, path: string, body?: object): Promise<Response | undefined> {
    const { deployment, random } = this.#options
    const { url } = deployment.server(Math.floor(random() * deployment.count))
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { ...this.#headers(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => undefined)
    if (answer === undefined) {
      this.seen.unanswered += 1
      return undefined
    }
    if (!answer.ok) {
      this.seen.failures.push(`${method} ${path}: ${answer.status} ${await answer.text()}`)
      return undefined
    }
    this.#remember(answer)
    return answer
  }

  #headers(): Record<string, string> {
    const { credentials } = this.#options
    const position = this.#position
    if ('apiKey' in credentials)
      return {
        authorization: `Bearer ${credentials.apiKey}`,
        ...(position === undefined ? {} : { [READ_AFTER_HEADER]: position }),
      }
    return { cookie: [credentials.cookie, ...(position === undefined ? [] : [position])].join('; ') }
  }

  /** An API client keeps the header, a browser the cookie. */
  #remember({ headers }: Response): void {
    if ('apiKey' in this.#options.credentials) {
      this.#position = headers.get(READ_AFTER_HEADER) ?? this.#position
      return
    }
    const cookie = headers.getSetCookie().find((each) => COOKIE.test(each))
    this.#position = cookie?.split(';')[0] ?? this.#position
  }
}
