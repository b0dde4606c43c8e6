import { type HttpAnswer, IntegrationError } from '@tributary/integration-kit'
import { listOf, membersOf, textOf } from '@tributary/integration-kit/values'
import { ACTIONS, CONFIGURATION_REASONS, RATE_LIMIT_REASONS } from './refusals-table.ts'

interface GoogleError {
  readonly reason: string
  /** `PERMISSION_DENIED`, `RESOURCE_EXHAUSTED`, … */
  readonly status: string
  readonly message: string
  readonly metadata: Readonly<Record<string, unknown>>
}

/** The same in a response without the reason. */
const NOT_LINKED_MESSAGE = /\baccount is not linked\b/i

/** Quotas are per minute, and Google does not always send `Retry-After`. */
const QUOTA_SECONDS = 60

/**
 * The meaning of a refusal by Google, if its status does not determine it: 403 is anything from a missing scope to an API that is
 * not enabled.
 *
 * @see https://cloud.google.com/apis/design/errors
 */
export function classifyRefusal(refusal: HttpAnswer): IntegrationError | undefined {
  const error = googleErrorIn(refusal.body)
  if (error === undefined) return undefined
  if (isRateLimit(refusal, error)) return rateLimit(refusal)
  if (CONFIGURATION_REASONS.has(error.reason)) return badConfiguration(error)
  const action = actionFor(error)
  if (action !== undefined) return new IntegrationError('action_required', action)
  switch (error.reason) {
    case 'ACCESS_TOKEN_SCOPE_INSUFFICIENT':
      return new IntegrationError(
        'permission_denied',
        'Google was not allowed to share this kind of data. Connect Fitbit again and leave its boxes ticked.',
      )
    case 'RESOURCE_PERMISSION_DENIED':
      // Seen after an account was moved or merged; the token is valid but remains unusable.
      return new IntegrationError(
        'auth_expired',
        'Google refuses access to this account with the current connection. Disconnect Fitbit and connect it again.',
      )
    case 'INVALID_ROLLUP_QUERY_DURATION':
      return new IntegrationError(
        'invalid_data',
        `Google aggregates at most ${textOf(error.metadata['maxDurationDays']) ?? 'so many'} days of this data per request, and more were requested. This is a bug of the Fitbit integration; please report it.`,
        { raw: refusal.body },
      )
    default:
      return undefined
  }
}

function actionFor({ reason, message }: GoogleError): string | undefined {
  if (Object.hasOwn(ACTIONS, reason)) return ACTIONS[reason]
  return NOT_LINKED_MESSAGE.test(message) ? ACTIONS['ACCOUNT_NOT_LINKED'] : undefined
}

function isRateLimit({ status }: HttpAnswer, error: GoogleError): boolean {
  return status === 429 || error.status === 'RESOURCE_EXHAUSTED' || RATE_LIMIT_REASONS.has(error.reason)
}

function rateLimit({ headers }: HttpAnswer): IntegrationError {
  const message = 'Google requires a wait before the next request.'
  // The client reads the header; this is the fallback.
  return headers.has('retry-after')
    ? new IntegrationError('rate_limit', message)
    : new IntegrationError('rate_limit', message, { retryAfterSeconds: QUOTA_SECONDS })
}

function badConfiguration({ metadata, message, reason }: GoogleError): IntegrationError {
  const activationUrl = metadata['activationUrl'] ?? /https:\/\/console\.\S+/.exec(message)?.[0]
  const advice =
    reason === 'SERVICE_DISABLED' || reason === 'accessNotConfigured'
      ? `The Google Health API is not enabled in the Google Cloud project of this server. An administrator must enable it${typeof activationUrl === 'string' ? ` at ${activationUrl}` : ' in the Google Cloud console'} and wait a few minutes.`
      : `The Google Cloud project of this server cannot be used (${reason}). An administrator must check it in the Google Cloud console.`
  return new IntegrationError('bad_configuration', advice)
}

/** `{error: {status, message, details: [{reason, metadata}], errors: [{reason}]}}`, the newer and the older form. */
function googleErrorIn(body: unknown): GoogleError | undefined {
  const { error } = membersOf(body)
  if (typeof error !== 'object' || error === null) return undefined
  const { status, message, details, errors } = membersOf(error)
  const informative = [...listOf(details), ...listOf(errors)].map(membersOf)
  const { reason, metadata } = informative.find((detail) => typeof detail['reason'] === 'string') ?? {}
  return {
    reason: textOf(reason) ?? '',
    status: textOf(status) ?? '',
    message: textOf(message) ?? '',
    metadata: membersOf(metadata),
  }
}
