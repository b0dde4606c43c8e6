import { type HttpAnswer, IntegrationError } from '@tributary/integration-kit'
import { type GoogleError, googleErrorIn } from '@tributary/integration-kit/google'
import { textOf } from '@tributary/integration-kit/values'
import {
  DISABLED_REASONS,
  NOT_LINKED,
  NOT_LINKED_MESSAGE,
  PROJECT_REASONS,
  REFUSALS,
  WAIT,
} from './refusals-table.ts'

/** Quotas are per minute, and Google does not always send `Retry-After`. */
const QUOTA_SECONDS = 60

/** The meaning of a refusal by Google, if its status does not determine it. */
export function classifyRefusal(answer: HttpAnswer): IntegrationError | undefined {
  const error = googleErrorIn(answer.body)
  return error && (knownRefusal(answer, error) ?? refusalOfProject(error) ?? tooManyDays(answer, error))
}

function knownRefusal({ status, headers }: HttpAnswer, error: GoogleError): IntegrationError | undefined {
  const isRateLimit = status === 429 || error.status === 'RESOURCE_EXHAUSTED'
  const refusal = isRateLimit ? WAIT : refusalBy(error)
  if (refusal === undefined) return undefined
  // The client reads the header; this is the fallback.
  const isUntimed = refusal.code === 'rate_limit' && !headers.has('retry-after')
  return new IntegrationError(
    refusal.code,
    refusal.message,
    isUntimed ? { retryAfterSeconds: QUOTA_SECONDS } : {},
  )
}

function refusalBy({ reasons: [reason = ''], message }: GoogleError) {
  if (Object.hasOwn(REFUSALS, reason)) return REFUSALS[reason]
  return NOT_LINKED_MESSAGE.test(message) ? NOT_LINKED : undefined
}

/** As only an administrator can change. */
function refusalOfProject({ reasons: [reason = ''], metadata, message }: GoogleError) {
  if (PROJECT_REASONS.includes(reason))
    return new IntegrationError(
      'bad_configuration',
      `The Google Cloud project of this server cannot be used (${reason}). An administrator must check it in the Google Cloud console.`,
    )
  if (!DISABLED_REASONS.includes(reason)) return undefined
  const activationUrl = textOf(metadata['activationUrl']) ?? /https:\/\/console\.\S+/.exec(message)?.[0]
  const place = activationUrl === undefined ? 'in the Google Cloud console' : `at ${activationUrl}`
  return new IntegrationError(
    'bad_configuration',
    `The Google Health API is not enabled in the Google Cloud project of this server. An administrator must enable it ${place} and wait a few minutes.`,
  )
}

function tooManyDays({ body: raw }: HttpAnswer, { reasons: [reason], metadata }: GoogleError) {
  if (reason !== 'INVALID_ROLLUP_QUERY_DURATION') return undefined
  return new IntegrationError(
    'invalid_data',
    `Google aggregates at most ${textOf(metadata['maxDurationDays']) ?? 'so many'} days of this data per request, and more were requested. This is a bug of the Fitbit integration; please report it.`,
    { raw },
  )
}
