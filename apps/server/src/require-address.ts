import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Configuration } from './configuration.ts'
import { UsageError } from './usage-error.ts'

type Address = Pick<Configuration, 'host' | 'port'>

/**
 * Throws a `UsageError` if `HOST` and `PORT` are unavailable, by listening for an instant: the error is reported before the
 * database is opened and migrated, not after. The address may still be taken before the server listens.
 */
export async function requireAddress({ host, port }: Address): Promise<void> {
  const probe = createServer()
  try {
    // `once` rejects when the server emits `error` instead.
    await once(probe.listen({ host, port }), 'listening')
  } catch (error) {
    throw explainListenFailure(error, { host, port })
  }
  await new Promise((resolve) => probe.close(resolve))
}

/** A failed listen as a sentence that says what to do; an error that the user cannot fix is returned unchanged. */
export function explainListenFailure(error: unknown, { host, port }: Address): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const because = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE':
      return new UsageError(
        `Port ${port} is taken: end the program that has it, or set PORT to another.`,
        because,
      )
    case 'EACCES':
      return new UsageError(`Port ${port} is not for this user: set PORT to one from 1024 on.`, because)
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UsageError(
        `"${host}" is no address of this machine: set HOST to 127.0.0.1, or to 0.0.0.0 to let other machines in.`,
        because,
      )
    default:
      return error
  }
}
