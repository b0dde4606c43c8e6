import { createHash } from 'node:crypto'
import { sqlState } from '@tributary/database'
import { isIntegrationError } from '@tributary/integration-kit'

/** A mistake of an integration's author that a retry would repeat. The message names integration, stream and page. */
export class IntegrationDefect extends Error {
  constructor(integration: string, what: string) {
    super(`The integration ${integration} has a defect: ${what}`)
    this.name = 'IntegrationDefect'
  }
}

/**
 * An exception of an integration's own code: retried once, in case it was transient. The cause has the stack, for the
 * log; the message is for the person and identifies the exception by a reference.
 */
export class IntegrationCrash extends Error {
  /** Equal for exceptions of the same kind, message and place. */
  readonly reference: string

  constructor(where: { readonly integration: string; readonly stream: string | undefined }, cause: unknown) {
    const reference = referenceOf(cause)
    const part = where.stream === undefined ? 'before its first stream' : `in the stream "${where.stream}"`
    super(
      `The integration ${where.integration} failed unexpectedly ${part}. The server's log has the details under the reference ${reference}.`,
      { cause },
    )
    this.name = 'IntegrationCrash'
    this.reference = reference
  }
}

/** Wraps an exception of an integration's code as a crash, unless it is a deliberate error or one of the platform. */
export function asCrash(error: unknown, where: ConstructorParameters<typeof IntegrationCrash>[0]): unknown {
  if (isIntegrationError(error) || error instanceof IntegrationDefect) return error
  // An error of the database, the system or a service, not of the integration's code.
  if (sqlState(error) !== undefined || (error instanceof Error && 'code' in error)) return error
  return new IntegrationCrash(where, error)
}

function referenceOf(cause: unknown): string {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(String(cause))
  const place = cause instanceof Error ? (/^ +at .*$/m.exec(stack ?? '')?.[0] ?? '') : ''
  return createHash('sha256').update(`${name}\n${message}\n${place}`).digest('hex').slice(0, 8)
}
