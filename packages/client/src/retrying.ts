import { isTributaryProblem } from './tributary-problem.ts'
import { type Wait, wait as waitForReal } from './wait.ts'

export interface RetryOptions {
  /** How many times the request is made at most. Default 5. */
  readonly attempts?: number
  readonly signal?: AbortSignal | null | undefined
  /** Default: a timer. */
  readonly wait?: Wait
}

const ATTEMPTS = 5
const FIRST_MILLISECONDS = 500
const LONGEST_MILLISECONDS = 30_000
/** Time-outs, limits, and a server or proxy that is restarting. */
const TRANSIENT = new Set([408, 425, 429, 502, 503, 504])

/** Repeats a call while it fails for a reason that passes: no connection, or a problem that says so. The last failure is thrown. */
export async function retrying<T>(call: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { attempts = ATTEMPTS, signal, wait = waitForReal } = options
  for (let failures = 1; ; failures += 1) {
    try {
      return await call()
    } catch (error) {
      if (failures >= attempts || !isTransient(error) || signal?.aborted === true) throw error
      await wait(delayAfter(error, failures), signal ?? undefined)
    }
  }
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): boolean {
  if (!isTributaryProblem(error)) return isConnectionFailure(error)
  // A conflict with `Retry-After` is with a request that is still being handled.
  return TRANSIENT.has(error.status) || error.retryAfterSeconds !== undefined
}

/** `fetch` rejects with a TypeError without a connection, and when one breaks. */
function isConnectionFailure(error: unknown): boolean {
  return error instanceof TypeError
}

/** Doubles from `first` with each failure, never less than the server asks for. */
export function delayAfter(error: unknown, failures: number, first = FIRST_MILLISECONDS): number {
  const asked = isTributaryProblem(error) ? (error.retryAfterSeconds ?? 0) * 1000 : 0
  const backoff = Math.min(first * 2 ** (failures - 1), LONGEST_MILLISECONDS)
  // Jitter, so that the clients of a server that restarts do not return at once.
  return Math.max(asked, backoff * (0.5 + Math.random() / 2))
}
