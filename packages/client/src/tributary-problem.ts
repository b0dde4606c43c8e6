import type { DocumentedProblemCode } from './generated/problem-codes.gen.ts'
import type { Problem } from './generated/types.gen.ts'
import { retryAfterSeconds } from './retry-after.ts'

/** The codes that the document names, for completion, and any other: a server may have newer ones. */
export type ProblemCode = DocumentedProblemCode | typeof HTTP_ERROR | (string & {})

/** The code of a response that is not of the server, such as the page of a proxy that cannot reach it. */
export const HTTP_ERROR = 'HTTP_ERROR'

/** Identifies the error across copies of this package. */
const BRAND = Symbol.for('tributary.TributaryProblem')

/**
 * A refused or failed request: RFC 9457 problem details, as an error.
 *
 * @example
 * try {
 *   await jobsCancelJob({ client, path: { id } })
 * } catch (error) {
 *   if (!isTributaryProblem(error) || error.status !== 404) throw error
 * }
 */
export class TributaryProblem extends Error implements Problem {
  readonly [BRAND] = true
  override readonly name = 'TributaryProblem'
  readonly type: string
  readonly title: string
  /** The HTTP status. */
  readonly status: number
  readonly code: ProblemCode
  readonly detail?: string
  /** `urn:uuid:…`, with the request id of the server's log. */
  readonly instance?: string
  readonly plugin?: string
  /** All faults of the request at once; empty where the request was well-formed. */
  readonly errors: NonNullable<Problem['errors']>
  /** When to try again, where the server says it. */
  readonly retryAfterSeconds: number | undefined
  /** The whole problem, with the members that only some have: `requiredScopes`, `used`, `permitted`. */
  readonly problem: Problem & Readonly<Record<string, unknown>>

  constructor(problem: Problem, headers: Headers = new Headers()) {
    super(problem.detail ?? problem.title)
    this.type = problem.type
    this.title = problem.title
    this.status = problem.status
    this.code = problem.code
    if (problem.detail !== undefined) this.detail = problem.detail
    if (problem.instance !== undefined) this.instance = problem.instance
    if (problem.plugin !== undefined) this.plugin = problem.plugin
    this.errors = problem.errors ?? []
    this.retryAfterSeconds = retryAfterSeconds(headers)
    this.problem = { ...problem }
  }
}

/** Whether an error is a `TributaryProblem`, of this copy of the package or another. */
export function isTributaryProblem(error: unknown): error is TributaryProblem {
  return error instanceof Error && BRAND in error
}

/** The problem of a response that is not 2xx. Reads its body. */
export async function problemOf(response: Response): Promise<TributaryProblem> {
  const text = await response.text()
  return new TributaryProblem(parseProblem(text) ?? unknownProblem(response, text), response.headers)
}

/** Undefined if the text is not that of problem details. */
function parseProblem(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null
    return typeof value?.code === 'string' && typeof value.status === 'number'
      ? (value as Problem)
      : undefined
  } catch {
    return undefined
  }
}

/** A page of a proxy is no sentence for a person: only its beginning is kept. */
const KEPT_CHARACTERS = 200

function unknownProblem({ status, statusText }: Response, text: string): Problem {
  const title = `The server answered ${status} ${statusText}`.trim()
  const detail = text.slice(0, KEPT_CHARACTERS).trim()
  return { type: 'about:blank', title, status, code: HTTP_ERROR, ...(detail === '' ? {} : { detail }) }
}
