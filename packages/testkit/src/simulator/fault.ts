import type { DataFault, SimulatorReply } from './simulator-route.ts'

/**
 * Something that goes wrong with the next requests to a path.
 *
 * | kind | what happens |
 * |---|---|
 * | `status` | the answer is `status`, with `Retry-After`; nothing is done |
 * | `slow` | the answer comes `milliseconds` later |
 * | `cut` | it is done, but the connection breaks after the headers |
 * | `truncated` | it is done, but half of the body is missing, in an otherwise whole answer |
 * | `malformed` | it is done, but the body is no JSON |
 * | `empty-page`, `duplicates` | the route makes its data so |
 */
export interface Fault {
  readonly kind: 'status' | 'slow' | 'cut' | 'truncated' | 'malformed' | DataFault
  /** The path with the host before it, `*` for anything: `api.spotify.com/v1/*`. Default `*`. */
  readonly path?: string
  /** Default 1. */
  readonly times?: number
  /** For `status`. Default 500. */
  readonly status?: number
  /** For `status`: in seconds. */
  readonly retryAfter?: number
  /** How `Retry-After` is written. Default `seconds`. */
  readonly retryAfterForm?: 'seconds' | 'date'
  /** For `status`; JSON. */
  readonly body?: unknown
  /** For `slow`, real time. Default 1000. */
  readonly milliseconds?: number
}

/** The faults that wait for requests, each with the number of times it still happens. */
export class FaultPlan {
  #waiting: { readonly fault: Fault; readonly pattern: RegExp; left: number }[] = []

  add(fault: Fault): void {
    this.#waiting.push({ fault, pattern: patternOf(fault.path ?? '*'), left: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** What is left of each. */
  list(): readonly Fault[] {
    return this.#waiting.map(({ fault, left }) => ({ ...fault, times: left }))
  }

  /** The first one for a path, counted off. */
  take(path: string): Fault | undefined {
    const waiting = this.#waiting.find(({ pattern }) => pattern.test(path))
    if (waiting === undefined) return undefined
    waiting.left -= 1
    if (waiting.left <= 0) this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    return waiting.fault
  }
}

/** The answer of a `status` fault. */
export function statusReply(fault: Fault, now: number): SimulatorReply {
  const { status = 500, retryAfter, retryAfterForm = 'seconds' } = fault
  return {
    status,
    headers:
      retryAfter === undefined
        ? {}
        : {
            'retry-after':
              retryAfterForm === 'date'
                ? new Date(now + retryAfter * 1000).toUTCString()
                : String(retryAfter),
          },
    body: fault.body ?? { error: { status, message: 'simulated fault' } },
  }
}

function patternOf(path: string): RegExp {
  const parts = path.replace(/^\//, '').split('*')
  return new RegExp(`^${parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`)
}
