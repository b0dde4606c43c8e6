/**
 * The reaction to an error. `config`: a person must act. `transient`: a retry may help. `bug`: a fault of the server
 * that should raise an alert.
 */
export type ErrorKind = 'config' | 'transient' | 'bug'

/** One row of a package's error table. */
export interface ErrorDefinition {
  readonly status: number
  readonly kind: ErrorKind
  /** A short summary, the same for every occurrence. */
  readonly title: string
}

/** A row together with its code, as `defineErrors` returns it. */
export interface CodedErrorDefinition extends ErrorDefinition {
  readonly code: string
}

/** RFC 9457 problem details, the format of every error response. */
export interface ProblemDetails {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly instance?: string
  readonly code: string
  readonly plugin?: string
  readonly [extension: string]: unknown
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/

/**
 * A package's table of errors. Codes are `<AREA>_<WHAT>`; they are never reused or renamed.
 *
 * @example
 * const errors = defineErrors({ JOBS_NOT_FOUND: { status: 404, kind: 'config', title: 'Job not found' } })
 * throw new ProblemError(errors.JOBS_NOT_FOUND, { detail: 'Look at GET /api/jobs for your jobs.' })
 */
export function defineErrors<const T extends Record<string, ErrorDefinition>>(
  table: T,
): { readonly [K in keyof T]: T[K] & { readonly code: string } } {
  const coded = Object.entries(table).map(([code, definition]) => {
    if (!CODE.test(code)) throw new TypeError(`error code "${code}" must look like AREA_WHAT`)
    return [code, Object.freeze({ ...definition, code })] as const
  })
  // The mapped type says exactly what `fromEntries` cannot: same keys, each with its code.
  return Object.freeze(Object.fromEntries(coded)) as {
    readonly [K in keyof T]: T[K] & { readonly code: string }
  }
}

/** Options of a `ProblemError`. */
export interface ProblemOptions {
  /** For the user: what is wrong in this case and what to do. Not shown for an error of kind `bug`. */
  readonly detail?: string
  readonly cause?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Extra members of the problem document, like the fields that failed validation. They cannot replace a standard
   * member, and are not shown for an error of kind `bug`.
   */
  readonly extensions?: Readonly<Record<string, unknown>>
  /** The source of the error logs it once, so the logger omits it above level `debug`. */
  readonly logged?: boolean
}

/** Identifies the error across copies of this package: a plugin may bring its own copy. */
const BRAND = Symbol.for('tributary.ProblemError')

/** An error that is sent as problem details. */
export class ProblemError extends Error {
  readonly [BRAND] = true
  readonly definition: CodedErrorDefinition
  readonly headers: Readonly<Record<string, string>>
  readonly extensions: Readonly<Record<string, unknown>>
  readonly logged: boolean

  constructor(definition: CodedErrorDefinition, options: ProblemOptions = {}) {
    super(options.detail ?? definition.title, { cause: options.cause })
    this.name = 'ProblemError'
    this.definition = definition
    this.headers = options.headers ?? {}
    this.extensions = options.extensions ?? {}
    this.logged = options.logged ?? false
  }

  get code(): string {
    return this.definition.code
  }

  /** Fastify and its plugins read this. */
  get statusCode(): number {
    return this.definition.status
  }

  /** The response document. The detail of an error of kind `bug` goes to the log only. */
  toProblem(plugin?: string): ProblemDetails {
    const { status, title, code, kind } = this.definition
    const shown = kind !== 'bug'
    return {
      ...(shown ? this.extensions : {}),
      type: problemType(code),
      title,
      status,
      code,
      ...(shown && this.message !== title ? { detail: this.message } : {}),
      ...(plugin === undefined ? {} : { plugin }),
    }
  }
}

/** The URI of a problem type: a URN, since a self-hosted server has no fixed address to publish pages at. */
export function problemType(code: string): string {
  return `urn:tributary:problem:${code.toLowerCase().replaceAll('_', '-')}`
}

/** Whether an error is a `ProblemError`, whichever copy of this package made it. */
export function isProblemError(error: unknown): error is ProblemError {
  return typeof error === 'object' && error !== null && BRAND in error
}
