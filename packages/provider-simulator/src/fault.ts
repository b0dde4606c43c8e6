import type { DataFault, SimulatorReply } from './simulator-route.ts'

/** The kinds of faults, and their effects. `empty-page` and `duplicates` are implemented by a route. */
export const FAULT_KINDS = {
  status: 'The answer is `status`, with `Retry-After`; nothing is done.',
  slow: 'The answer comes `milliseconds` later.',
  cut: 'It is done, but the connection breaks after the headers.',
  truncated: 'It is done, but half of the body is missing, in an otherwise whole answer.',
  malformed: 'It is done, but the body is no JSON.',
  'empty-page': 'A page without items that still leads to a next one.',
  duplicates: 'Items come twice, within a page or on two of them.',
} as const satisfies Readonly<
  Record<'status' | 'slow' | 'cut' | 'truncated' | 'malformed' | DataFault, string>
>

/** A fault of the next requests to a path. */
export interface Fault {
  readonly kind: keyof typeof FAULT_KINDS
  /** The path with the host before it, `*` for anything: `api.spotify.com/v1/*`. Default `*`. */
  readonly path?: string
  /** The number of requests to the path that succeed before. Default 0. */
  readonly after?: number
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

/** The pending faults, each with its remaining number of times. */
export class FaultPlan {
  #waiting: { readonly fault: Fault; readonly pattern: RegExp; after: number; left: number }[] = []

  /** Throws a `TypeError` for an unknown kind: a fault that never happens would make a test pass. */
  add(fault: Fault): void {
    if (!Object.hasOwn(FAULT_KINDS, fault.kind))
      throw new TypeError(
        `There is no fault of kind "${fault.kind}". There are: ${Object.keys(FAULT_KINDS).join(', ')}.`,
      )
    const { path = '*', after = 0, times = 1 } = fault
    this.#waiting.push({ fault, pattern: patternOf(path), after, left: times })
  }

  clear(): void {
    this.#waiting = []
  }

  /** The remaining number of each. */
  list(): readonly Fault[] {
    return this.#waiting.map(({ fault, after, left }) => ({
      ...fault,
      ...(after > 0 && { after }),
      times: left,
    }))
  }

  /** The first one for a path, whose number is decremented. */
  take(path: string): Fault | undefined {
    const matching = this.#waiting.filter(({ pattern }) => pattern.test(path))
    const waiting = matching.find(({ after }) => after === 0)
    for (const each of matching) each.after = Math.max(0, each.after - 1)
    if (waiting === undefined) return undefined
    waiting.left -= 1
    if (waiting.left <= 0) this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    return waiting.fault
  }
}

/** The response of a `status` fault. */
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
