/**
 * Reads one item ahead: while a page is being committed, the next is already being parsed or fetched. The source is
 * closed when the consumer stops, also when it stops by an error.
 *
 * When `signal` aborts, whoever waits for the next item is told at once, even by a source that does not listen.
 */
export async function* readAhead<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = source[Symbol.asyncIterator]()
  const begin = () => {
    const next = iterator.next()
    // Its failure is met where it is awaited, which is later than it happens.
    next.catch(() => {})
    return next
  }
  const aborted = rejectOn(signal)
  let next = begin()
  try {
    for (;;) {
      const result = await Promise.race([next, aborted.promise])
      if (result.done === true) return
      next = begin()
      yield result.value
    }
  } finally {
    aborted.forget()
    await close(iterator, signal)
  }
}

/** A generator closes when its step at hand is done: not worth waiting for when the server stops. */
async function close(iterator: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  const closed = iterator.return?.()
  if (!signal.aborted) await closed
  else closed?.catch(() => {})
}

function rejectOn(signal: AbortSignal): { promise: Promise<never>; forget: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const abort = () => reject(signal.reason)
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return { promise, forget: () => signal.removeEventListener('abort', abort) }
}
