import { IntegrationError, isIntegrationError } from '../integration-error.ts'

/**
 * Sends a request while a person waits, outside of a run. No cursor was sent, so an error about a cursor is one of the provider.
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

/** The cause of a `cursor_expired` after a request without a cursor. */
export function withoutCursor(error: unknown): unknown {
  return isIntegrationError(error, 'cursor_expired') && isIntegrationError(error.cause) ? error.cause : error
}
