import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { KernelError } from '../kernel-error.ts'
import { type CodedErrorDefinition, isProblemError, ProblemError, type ProblemOptions } from '../problem.ts'
import { httpErrors } from './http-errors.ts'
import { requestUri } from './request-ids.ts'
import { isValidationError, type RequestToExplain, validationProblem } from './validation-problem.ts'

const BY_STATUS: ReadonlyMap<number, CodedErrorDefinition> = new Map(
  (
    [
      httpErrors.KERNEL_BAD_REQUEST,
      httpErrors.KERNEL_NOT_SIGNED_IN,
      httpErrors.KERNEL_NOT_ALLOWED,
      httpErrors.KERNEL_NOT_FOUND,
      httpErrors.KERNEL_METHOD_NOT_ALLOWED,
      httpErrors.KERNEL_NOT_ACCEPTABLE,
      httpErrors.KERNEL_CONFLICT,
      httpErrors.KERNEL_TOO_LARGE,
      httpErrors.KERNEL_URI_TOO_LONG,
      httpErrors.KERNEL_UNSUPPORTED_MEDIA_TYPE,
      httpErrors.KERNEL_RATE_LIMITED,
      httpErrors.KERNEL_UNAVAILABLE,
    ] as const
  ).map((definition) => [definition.status, definition]),
)

/** Turns an error into a problem or `undefined`; a plugin contributes one for the errors of its library. */
export type ProblemTranslator = (error: unknown) => ProblemError | undefined

/**
 * Converts any error to a problem: ours unchanged, translated ones, Fastify's by status, any other without internals.
 */
export function toProblem(
  error: unknown,
  translators: readonly ProblemTranslator[] = [],
  request?: RequestToExplain,
): ProblemError {
  if (isProblemError(error)) return error
  for (const translate of translators) {
    const translated = translate(error)
    if (translated !== undefined) return translated
  }
  if (error instanceof KernelError && error.code === 'MISSING_SERVICE') {
    return unavailable({ cause: error })
  }
  if (!(error instanceof Error)) return new ProblemError(httpErrors.KERNEL_INTERNAL, { cause: error })
  if (isValidationError(error) && request !== undefined) return validationProblem(error, request)
  const { statusCode } = error as FastifyError
  const definition = statusCode === undefined ? undefined : BY_STATUS.get(statusCode)
  if (definition !== undefined && definition.status < 500) {
    return new ProblemError(definition, { detail: error.message, cause: error })
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new ProblemError(
      { ...httpErrors.KERNEL_BAD_REQUEST, status: statusCode },
      { detail: error.message, cause: error },
    )
  }
  if (statusCode === 503) return unavailable({ cause: error })
  return new ProblemError(httpErrors.KERNEL_INTERNAL, { cause: error })
}

/** The problem for a temporary condition of the server. */
export function unavailable(options: Pick<ProblemOptions, 'cause' | 'detail'>): ProblemError {
  return new ProblemError(httpErrors.KERNEL_UNAVAILABLE, { ...options, headers: { 'retry-after': '5' } })
}

/** Sends a problem document. Internal details go to the log instead. */
export function answerProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  context: { error: unknown; plugin: string | undefined; translators: readonly ProblemTranslator[] },
): void {
  const { plugin } = context
  const { problem, body } = problemAndBody(request, context)
  const status = problem.definition.status
  if (problem.definition.kind === 'bug') request.log.error({ err: context.error, plugin }, 'request failed')
  else if (status >= 500) request.log.warn({ err: problem, plugin }, 'request failed')
  reply
    .code(status)
    .headers({ ...problem.headers })
    .type('application/problem+json')
    // Sent as text, so that no route's response schema can cut members off.
    .send(body)
}

/** An error that cannot be serialized, because a member is not JSON, is answered as an internal error. */
function problemAndBody(
  request: FastifyRequest,
  context: { error: unknown; plugin: string | undefined; translators: readonly ProblemTranslator[] },
): { problem: ProblemError; body: string } {
  const write = (problem: ProblemError) =>
    JSON.stringify({ ...problem.toProblem(context.plugin), instance: requestUri(request.id) })
  const safely =
    (translate: ProblemTranslator): ProblemTranslator =>
    (error) => {
      try {
        return translate(error)
      } catch (failure) {
        // A translator belongs to one plugin but is called for the errors of all.
        request.log.error({ err: failure }, 'error translator failed')
        return undefined
      }
    }
  try {
    const problem = toProblem(context.error, context.translators.map(safely), request)
    return { problem, body: write(problem) }
  } catch (error) {
    request.log.error({ err: error, plugin: context.plugin }, 'error response failed')
    const problem = new ProblemError(httpErrors.KERNEL_INTERNAL, { cause: context.error })
    return { problem, body: write(problem) }
  }
}
