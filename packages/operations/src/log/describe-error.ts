import { isProblemError, type ProblemError } from '@tributary/core'
import { toDatabaseProblem } from '@tributary/database'

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

/** An error, or what a library makes of one when it reports it as an event. */
interface ErrorLike {
  readonly name?: unknown
  readonly message: string
  readonly code?: unknown
  readonly stack: string | undefined
  readonly cause?: unknown
}

/**
 * An error's name, message, code, stack and causes. Other properties stay out: HTTP clients and database drivers
 * hang whole requests and rows on their errors. What passes by itself has no stack: its source is no bug, and it comes in numbers.
 */
export function describeError(error: unknown): unknown {
  return describe(error, { depth: 0, withStack: !isTransient(error) })
}

function describe(error: unknown, { depth, withStack }: { depth: number; withStack: boolean }): unknown {
  if (!isErrorLike(error)) return error
  const { name, message, code, stack, cause } = error
  const described: DescribedError = {
    type: typeof name === 'string' ? name : 'Error',
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(stack === undefined || !withStack ? {} : { stack }),
    ...(isErrorLike(cause) && depth < MAX_DEPTH
      ? { cause: describe(cause, { depth: depth + 1, withStack }) }
      : {}),
  }
  return described
}

function isErrorLike(value: unknown): value is ErrorLike {
  if (value instanceof Error) return true
  if (typeof value !== 'object' || value === null || !('message' in value) || !('stack' in value))
    return false
  return typeof value.message === 'string' && typeof value.stack === 'string'
}

function isTransient(error: unknown): boolean {
  return problemOf(error)?.definition.kind === 'transient'
}

/** The problem that an error is, also of one that the database's driver has thrown. */
export function problemOf(error: unknown): ProblemError | undefined {
  return isProblemError(error) ? error : toDatabaseProblem(error)
}
