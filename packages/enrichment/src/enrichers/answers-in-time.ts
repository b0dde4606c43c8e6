import { IntegrationError } from '@tributary/integration-kit'

const LATE = 'The enricher did not answer in time.'

/**
 * The results of an enricher, each within a time limit. One that hangs, and does not heed its signal, holds up neither the batch nor a stop
 * of the server: its rest is not waited for.
 *
 * @throws IntegrationError (`upstream`) after the limit; the reason of the signal when it aborts
 */
export async function* answersInTime(
  ask: (signal: AbortSignal) => AsyncIterable<unknown>,
  { signal, milliseconds }: { readonly signal: AbortSignal; readonly milliseconds: number },
): AsyncGenerator {
  const giveUp = new AbortController()
  const iterator = ask(AbortSignal.any([signal, giveUp.signal]))[Symbol.asyncIterator]()
  try {
    for (;;) {
      // Before the question: its answer would otherwise be a rejected promise without a handler, which ends the process.
      signal.throwIfAborted()
      const { done, value } = await inTime(iterator.next(), { signal, milliseconds })
      if (done === true) return
      yield value
    }
  } finally {
    giveUp.abort(new Error('the results of the enricher are not waited for'))
    // A generator that hangs answers `return` only after it has gone on.
    iterator.return?.().catch(() => {})
  }
}

async function inTime<T>(
  answer: Promise<T>,
  { signal, milliseconds }: { readonly signal: AbortSignal; readonly milliseconds: number },
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = () => reject(signal.reason as Error)
  const timer = setTimeout(() => reject(new IntegrationError('upstream', LATE)), milliseconds)
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await Promise.race([answer, promise])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  }
}
