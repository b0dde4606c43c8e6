import { ProblemError } from '@tributary/core'
import { jobsErrors } from '../jobs-errors.ts'

/** More than the tabs of a household; each stream holds a socket. */
export const DEFAULT_STREAMS_PER_PERSON = 50
/** A stream ends with its job or its page, at an unknown time. */
const RETRY_SECONDS = 10

/** Counts the event streams that each person has open in this process. */
export class OpenStreams {
  readonly #permitted: number
  readonly #open = new Map<string, number>()

  constructor(permitted = DEFAULT_STREAMS_PER_PERSON) {
    this.#permitted = permitted
  }

  /** Counts one more stream and returns the function that ends it. Throws `JOBS_TOO_MANY_STREAMS` at the limit. */
  open(userId: string): () => void {
    const used = this.#open.get(userId) ?? 0
    if (used >= this.#permitted) throw tooManyStreams(used, this.#permitted)
    this.#open.set(userId, used + 1)
    return () => this.#close(userId)
  }

  #close(userId: string): void {
    const left = (this.#open.get(userId) ?? 1) - 1
    if (left > 0) this.#open.set(userId, left)
    else this.#open.delete(userId)
  }
}

function tooManyStreams(used: number, permitted: number): ProblemError {
  return new ProblemError(jobsErrors.JOBS_TOO_MANY_STREAMS, {
    detail: `You have ${used} open event streams; the limit is ${permitted}. Close other pages that follow jobs, or use GET /api/jobs instead.`,
    extensions: { used, permitted },
    headers: { 'retry-after': String(RETRY_SECONDS) },
  })
}
