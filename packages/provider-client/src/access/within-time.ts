import { AsyncLocalStorage } from 'node:async_hooks'

/** The signals of the calls that this context is part of: requests that a call begins end with it. */
const callSignal = new AsyncLocalStorage<AbortSignal>()

/** Aborts when the call that this context is part of has run out of time; `undefined` outside of one. */
export function currentCallSignal(): AbortSignal | undefined {
  return callSignal.getStore()
}

/** Identifies the error across copies of this package. */
const BRAND = Symbol.for('tributary.TimeIsOver')

/** The reason of a call that has run out of time. */
export class TimeIsOver extends Error {
  readonly [BRAND] = true
  readonly milliseconds: number

  constructor(milliseconds: number) {
    super(`no result within ${milliseconds} ms`)
    this.name = 'TimeIsOver'
    this.milliseconds = milliseconds
  }
}

export function isTimeIsOver(error: unknown): error is TimeIsOver {
  return error instanceof Error && BRAND in error
}

/**
 * Runs work for a limited time. When it is over, or the given signal aborts, the promise is rejected with the reason, whether the work
 * honours its signal or not.
 */
export async function withinTime<T>(
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => T | Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const { promise: over, reject } = Promise.withResolvers<never>()
  const refuse = () => reject(controller.signal.reason as Error)
  controller.signal.addEventListener('abort', refuse, { once: true })
  const end = () => controller.abort(signal?.reason)
  if (signal?.aborted === true) end()
  signal?.addEventListener('abort', end, { once: true })
  const timer = setTimeout(() => controller.abort(new TimeIsOver(milliseconds)), milliseconds)
  try {
    return await Promise.race([over, callSignal.run(controller.signal, async () => work(controller.signal))])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    // A connection that the work has opened keeps the signal; it must not keep the result as well.
    controller.signal.removeEventListener('abort', refuse)
  }
}
