import { isProblemError } from '@tributary/core'

/** What a log line keeps of an error. */
interface DescribedError {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: unknown
}

/** Causes of causes end here. */
const MAX_DEPTH = 5

/**
 * An error's name, message, code, stack and causes. Other properties stay out: HTTP clients and database drivers
 * hang whole requests and rows on their errors. What passes by itself has no stack: its source is no bug, and it comes in numbers.
 */
export function describeError(error: unknown): unknown {
  return describe(error, { depth: 0, withStack: !isTransient(error) })
}

function describe(error: unknown, { depth, withStack }: { depth: number; withStack: boolean }): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error ? error.code : undefined
  const described: DescribedError = {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined || !withStack ? {} : { stack: error.stack }),
    ...(error.cause instanceof Error && depth < MAX_DEPTH
      ? { cause: describe(error.cause, { depth: depth + 1, withStack }) }
      : {}),
  }
  return described
}

function isTransient(error: unknown): boolean {
  return isProblemError(error) && error.definition.kind === 'transient'
}
