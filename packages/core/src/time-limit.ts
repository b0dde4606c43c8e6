import { KernelError } from './kernel-error.ts'

/** Time limits of calls into a plugin, in milliseconds. */
export interface TimeLimits {
  readonly registerServices: number
  readonly configureRoutes: number
  readonly start: number
  readonly stop: number
}

/**
 * `start` may migrate a large database, so it is generous; `stop` stays below the 10 s within which a process manager
 * expects a service to exit.
 */
export const DEFAULT_TIME_LIMITS: TimeLimits = {
  registerServices: 5_000,
  configureRoutes: 5_000,
  start: 60_000,
  stop: 8_000,
}

/**
 * Runs a call and rejects when it takes longer than the limit. A promise cannot be stopped from outside, so the call
 * may still be running afterwards; a loop that never yields is beyond any time limit in its own process.
 */
export async function withTimeLimit<T>(
  call: () => T | Promise<T>,
  limit: { milliseconds: number; what: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new KernelError('TIME_LIMIT', `${limit.what} did not finish within ${limit.milliseconds} ms`))
    }, limit.milliseconds)
  })
  try {
    return await Promise.race([Promise.resolve().then(call), timeout])
  } finally {
    clearTimeout(timer)
  }
}
