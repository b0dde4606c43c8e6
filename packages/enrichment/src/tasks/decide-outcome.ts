import { isIntegrationError } from '@tributary/integration-kit'
import type { BatchEnd, TaskChange } from './batch-store.ts'

/** After so many attempts a work has failed: 5 are spread over 9 hours, so that a transient outage is over by then. */
export const MAX_ATTEMPTS = 5
const RETRY_MINUTES = [5, 30, 120, 360]
const DEFAULT_RETRY_AFTER_SECONDS = 60
const FIRST_REST_SECONDS = 30
const LONGEST_REST_SECONDS = 3600
/** What a provider asks for at most, whatever it says: a month. */
const LONGEST_WAIT_SECONDS = 31 * 86_400
const LONGEST_MESSAGE = 1000
const NO_MESSAGE = 'The enricher failed without a message.'
/** Of an enricher that cannot work as it is configured. It is also asked again when its configuration changes. */
const REST_SECONDS = 3600

interface Failure {
  readonly error: unknown
  /** Milliseconds since 1970. */
  readonly now: number
  /** Batches of the enricher that have failed before, one after the other. */
  readonly failures: number
  /** Of the work, this one among them. */
  readonly attempts: number
}

/** Codes that are about the enricher and not about a work. */
const OF_ENRICHER = new Set([
  'rate_limit',
  'bad_configuration',
  'provider_gone',
  'auth_expired',
  'permission_denied',
  'action_required',
])

/** What becomes of the first work without a result; `undefined`: it waits as before. */
export function decideTask({ error, now, attempts }: Failure): TaskChange | undefined {
  const code = codeOf(error)
  if (OF_ENRICHER.has(code)) return undefined
  const reason = messageOf(error)
  const isFinal = code === 'invalid_data' || attempts >= MAX_ATTEMPTS
  if (isFinal) return { state: 'failed', columns: { reason, attempts, next_attempt_at: null } }
  const minutes = RETRY_MINUTES[attempts - 1] ?? RETRY_MINUTES.at(-1) ?? 0
  const nextAttempt = new Date(now + minutes * 60_000)
  return { state: 'pending', columns: { reason, attempts, next_attempt_at: nextAttempt } }
}

/** When the enricher is asked again. */
export function decideEnd({ error, now, failures }: Failure): BatchEnd {
  const code = codeOf(error)
  const reason = messageOf(error)
  if (code === 'invalid_data') return { restsUntil: null, reason: null, code: null, isFailure: false }
  const given = isIntegrationError(error) ? validSeconds(error.retryAfterSeconds) : undefined
  const seconds =
    code === 'rate_limit'
      ? (given ?? DEFAULT_RETRY_AFTER_SECONDS)
      : OF_ENRICHER.has(code)
        ? REST_SECONDS
        : (given ?? Math.min(LONGEST_REST_SECONDS, FIRST_REST_SECONDS * 2 ** Math.min(failures, 10)))
  return {
    restsUntil: new Date(now + seconds * 1000),
    reason,
    code,
    isFailure: code !== 'rate_limit',
  }
}

/** A defect of an enricher, which is retried like a failure of its provider. */
const INTERNAL = 'internal'

function codeOf(error: unknown): string {
  return isIntegrationError(error) ? error.code : INTERNAL
}

function validSeconds(seconds: number | undefined): number | undefined {
  return seconds !== undefined && seconds >= 0 ? Math.min(seconds, LONGEST_WAIT_SECONDS) : undefined
}

/** An integration's message is for the person; another one may hold anything, and is in the log. PostgreSQL stores no NUL. */
export function messageOf(error: unknown): string {
  if (isIntegrationError(error))
    return error.message.slice(0, LONGEST_MESSAGE).toWellFormed().replaceAll('\0', '') || NO_MESSAGE
  return 'The enricher failed unexpectedly; the log has more.'
}
