import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Parsing a file blocks the thread, so it starts after the previous page has been sent to the database, while this process
 * would wait; started at once, it would delay the page's first statement. A sync usually waits for its
 * provider next, which does not block.
 */
export const HEAD_START_OF_FILES = 3

export interface ReadAheadOptions {
  /** When it aborts, a pending wait rejects at once, even if the source ignores the signal. */
  readonly signal: AbortSignal
  /** Milliseconds that the consumer has before the next item is read. */
  readonly headStart: number
}

/**
 * Reads one item ahead: while a page is being committed, the next is already being parsed or fetched. The source is
 * closed when the consumer stops, also on an error.
 */
export async function* readAhead<T>(
  source: AsyncIterable<T>,
  { signal, headStart }: ReadAheadOptions,
): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const begin = (afterMilliseconds: number) => {
    const next =
      afterMilliseconds === 0 ? iterator.next() : sleep(afterMilliseconds).then(() => iterator.next())
    // The rejection is handled where it is awaited, which is later.
    next.catch(() => {})
    return next
  }
  let next = begin(0)
  try {
    for (;;) {
      const result = await orAborted(next, signal)
      if (result.done === true) return
      next = begin(headStart)
      yield result.value
    }
  } finally {
    await close(iterator, signal)
  }
}

/** A generator closes only after its current step: not worth waiting for when the server stops. */
async function close(iterator: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  const closed = iterator.return?.()
  if (!signal.aborted) await closed
  else closed?.catch(() => {})
}

/**
 * Waits for a promise or for the abort, whichever is first. Racing against one promise for the whole run would keep
 * every page in memory until its end: each race keeps its result referenced by the pending promise.
 */
function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
