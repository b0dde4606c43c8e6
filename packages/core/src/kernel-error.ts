/** Marks the error across copies of this package. */
const BRAND = Symbol.for('tributary.KernelError')

/** A mistake of a plugin author or operator. The message says what to change. */
export class KernelError extends Error {
  readonly [BRAND] = true
  readonly code: KernelErrorCode
  /** The service that was missing, for `MISSING_SERVICE`. */
  readonly service: string | undefined

  constructor(code: KernelErrorCode, message: string, options: { cause?: unknown; service?: string } = {}) {
    super(message, { cause: options.cause })
    this.name = 'KernelError'
    this.code = code
    this.service = options.service
  }
}

/** Whether an error is a `KernelError`, whichever copy of this package made it. */
export function isKernelError(error: unknown): error is KernelError {
  return typeof error === 'object' && error !== null && BRAND in error
}

/** Why the kernel refused something. */
export const KERNEL_ERROR_CODES = [
  'BAD_PLUGIN',
  'DEPENDENCY_CYCLE',
  'MISSING_DEPENDENCY',
  'MISSING_SERVICE',
  'UNDECLARED_SERVICE',
  'DUPLICATE_SERVICE',
  'SERVICE_CYCLE',
  'SERVICE_FAILED',
  'WRONG_PHASE',
  'TIME_LIMIT',
  'ROUTE_CLASH',
  'BAD_ROUTE',
  'OPENAPI_CLASH',
  'BAD_OPENAPI',
  'ESSENTIAL_FAILED',
  'UNHANDLED_REJECTION',
  'NOT_RETRYABLE',
  'NO_SUCH_PLUGIN',
  'NOT_REPLACEABLE',
  'IN_USE',
] as const

export type KernelErrorCode = (typeof KERNEL_ERROR_CODES)[number]
