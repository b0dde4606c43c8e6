import { IntegrationError, isIntegrationError } from '../integration-error.ts'

/**
 * Asks a provider while a person waits, outside of a run: no cursor was sent, so an answer about one is about the provider.
 *
 * @throws IntegrationError `upstream` when `milliseconds` are over
 * @example
 * const answer = await askWithin(30_000, 'Atlas', (signal) => fetch('https://atlas.example/me', { signal }))
 */
export async function askWithin<T>(
  milliseconds: number,
  displayName: string,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const signal = AbortSignal.timeout(milliseconds)
  try {
    return await ask(signal)
  } catch (error) {
    if (signal.aborted && error === signal.reason)
      throw new IntegrationError('upstream', `${displayName} did not answer in time.`, { cause: error })
    throw withoutCursor(error)
  }
}

/** What a request that sent no cursor has met: the cause that `cursor_expired` names for this. */
export function withoutCursor(error: unknown): unknown {
  return isIntegrationError(error, 'cursor_expired') && isIntegrationError(error.cause) ? error.cause : error
}
