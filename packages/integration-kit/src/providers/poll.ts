import { setTimeout } from 'node:timers/promises'

const FIRST_MILLISECONDS = 40
const MOST_MILLISECONDS = 1_000
const LIMIT_MILLISECONDS = 60_000

/** How long is waited for a result. */
export interface PollOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal
  /** The sum of the pauses. Default 60,000. */
  readonly limitMilliseconds?: number | undefined
  /** For tests. */
  readonly sleep?: ((milliseconds: number) => Promise<unknown>) | undefined
}

/**
 * Looks until there is a result, after growing pauses of at most a second; `undefined` after the limit. For services that accept work and do it
 * later.
 *
 * @example
 * const account = await poll(() => http.get('/jobs/1', { schema: Account }), { signal: AbortSignal.timeout(90_000) })
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  {
    signal,
    limitMilliseconds = LIMIT_MILLISECONDS,
    sleep = (milliseconds) => setTimeout(milliseconds, undefined, { signal }),
  }: PollOptions,
): Promise<T | undefined> {
  let wait = FIRST_MILLISECONDS
  for (let waited = 0; ; waited += wait, wait = Math.min(wait * 2, MOST_MILLISECONDS)) {
    const result = await look()
    if (result !== undefined || waited >= limitMilliseconds) return result
    await sleep(wait)
  }
}
