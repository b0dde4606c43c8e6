import { IntegrationError, type IntegrationErrorCode } from '@tributary/integration-kit'
import type { JobFailure } from '../job-store.ts'

/** What becomes of a job whose stream has thrown. */
export type Outcome =
  | { readonly kind: 'end'; readonly status: 'partial' | 'failed'; readonly error: JobFailure }
  | {
      readonly kind: 'defer'
      readonly seconds: number
      readonly error: JobFailure
      readonly countsAsFailure: boolean
    }

/** What the decision depends on besides the error. */
export interface RunState {
  /** Failed attempts before this one, since the last page that was committed. */
  readonly failures: number
  /** Whether this job has committed any page yet. */
  readonly hasPages: boolean
  /** From 0 to 1; spreads retries of many jobs. */
  readonly random: number
}

/** After this many failed attempts in a row a job is given up. */
export const MAX_FAILURES = 5

const BASE_SECONDS = 5
const MAX_SECONDS = 15 * 60
/** Where a provider limits the rate and does not say for how long. */
const UNSAID_RATE_LIMIT_SECONDS = 60
/** Daily quotas are the longest there are; what says more is not to be believed. */
const MAX_SAID_SECONDS = 24 * 3600

type Policy = (error: IntegrationError, state: RunState) => Outcome

const fail: Policy = (error) => ({ kind: 'end', status: 'failed', error: failureOf(error) })

/** The error table: what the engine does about each code. */
const POLICIES: Readonly<Record<IntegrationErrorCode, Policy>> = {
  // Refreshing is the business of whoever keeps credentials; reaching here means it did not help.
  auth_expired: fail,
  permission_denied: fail,
  file_parse_error: fail,
  provider_gone: fail,
  bad_configuration: fail,
  invalid_data: (error, state) => ({
    kind: 'end',
    status: state.hasPages ? 'partial' : 'failed',
    error: failureOf(error),
  }),
  partial_sync: (error) => ({ kind: 'end', status: 'partial', error: failureOf(error) }),
  rate_limit: (error) => ({
    kind: 'defer',
    seconds: saidSeconds(error) ?? UNSAID_RATE_LIMIT_SECONDS,
    error: failureOf(error),
    countsAsFailure: false,
  }),
  upstream: (error, state) => {
    if (state.failures + 1 >= MAX_FAILURES) return { kind: 'end', status: 'failed', error: failureOf(error) }
    const seconds = Math.max(saidSeconds(error) ?? 0, backoffSeconds(state))
    return { kind: 'defer', seconds, error: failureOf(error), countsAsFailure: true }
  },
}

/** Decides by the error table. What is no `IntegrationError` is a bug: tried again, and shown without its inside. */
export function decideOutcome(error: unknown, state: RunState): Outcome {
  if (error instanceof IntegrationError) return POLICIES[error.code](error, state)
  const hidden = new IntegrationError(
    'upstream',
    'Something went wrong in the server. The log has the details under this job.',
    {
      cause: error,
    },
  )
  const outcome = POLICIES.upstream(hidden, state)
  return { ...outcome, error: { ...outcome.error, code: 'internal' } }
}

/** What the provider asked for, as far as it is a time to wait. */
function saidSeconds({ retryAfterSeconds }: IntegrationError): number | undefined {
  if (retryAfterSeconds === undefined || Number.isNaN(retryAfterSeconds)) return undefined
  return Math.min(MAX_SAID_SECONDS, Math.max(0, retryAfterSeconds))
}

/** Exponential, with up to half as much again by chance: 5, 10, 20 … seconds, at most 15 minutes. */
function backoffSeconds({ failures, random }: RunState): number {
  return Math.min(MAX_SECONDS, BASE_SECONDS * 2 ** failures) * (1 + random / 2)
}

function failureOf(error: IntegrationError): JobFailure {
  const scopes = error.missingScopes.length === 0 ? '' : ` Missing: ${error.missingScopes.join(', ')}.`
  return { code: error.code, message: error.message + scopes, line: error.line, column: error.column }
}
