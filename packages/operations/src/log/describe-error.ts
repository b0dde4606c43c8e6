import { isProblemError, type ProblemError } from '@tributary/core'
import { toDatabaseProblem } from '@tributary/database'

/** The properties of an error that are logged. */
interface DescribedError {
  readonly type: string
  readonly message: string
  readonly code?: string | number
  readonly stack?: string
  readonly cause?: unknown
}

/** The limit of nested causes. */
const MAX_DEPTH = 5

/** An error, or the object a library reports for one in an event. */
interface ErrorLike {
  readonly name?: unknown
  readonly message: string
  readonly code?: unknown
  readonly stack: string | undefined
  readonly cause?: unknown
}

/**
 * An error's name, message, code, stack and causes. Other properties are omitted, since HTTP clients and database drivers
 * attach whole requests and rows to errors. Transient errors have no stack: they are not bugs, and come in large numbers.
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

/** The problem that an error represents, also for an error of the database driver. */
export function problemOf(error: unknown): ProblemError | undefined {
  return isProblemError(error) ? error : toDatabaseProblem(error)
}
