import { missingScopes } from '@tributary/integration-host'
import { IntegrationError, type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import { integrationErrorOf } from '@tributary/integration-kit/host'
import { BudgetUsedUpError } from '../budget/budget-used-up-error.ts'
import type { JobFailure } from '../job-run-store.ts'
import { IntegrationCrash, IntegrationDefect } from './integration-defect.ts'
import type { StreamProblem } from './run.ts'

/** The outcome of a job whose stream has thrown. */
export type Outcome = EndOutcome | DeferOutcome

export interface EndOutcome {
  readonly kind: 'end'
  readonly status: 'partial' | 'failed'
  readonly error: JobFailure
}

export interface DeferOutcome {
  readonly kind: 'defer'
  readonly seconds: number
  readonly error: JobFailure
  readonly countsAsFailure: boolean
  /** Whether the provider requested the wait: then the whole connection waits. */
  readonly providerWaits: boolean
}

/** The other inputs of the decision. */
export interface RunState {
  /** Failed attempts before this one, since the last page that was committed. */
  readonly failures: number
  /** Whether this job has committed any page yet. */
  readonly hasPages: boolean
  /** Whether this job has read another stream to its end. */
  readonly hasFinished?: boolean
  /** The message of the previous failed attempt. */
  readonly previousMessage?: string | null
  /** Whether the integration has several streams, so that a message must name the stream. */
  readonly hasSeveralStreams?: boolean
  /** From 0 to 1; spreads retries of many jobs. */
  readonly random: number
}

/** After this many consecutive failed attempts a job fails. */
export const MAX_FAILURES = 5

const BASE_SECONDS = 5
const MAX_SECONDS = 15 * 60
/** For a rate limit without a retry time. */
const DEFAULT_RETRY_AFTER_SECONDS = 60
/** Daily quotas are the longest; a longer wait is not credible. */
const MIN_RETRY_AFTER_SECONDS = 2
const MAX_RETRY_AFTER_SECONDS = 24 * 3600

type Policy = (error: IntegrationError, state: RunState) => Outcome

const fail: Policy = (error) => ({ kind: 'end', status: 'failed', error: failureOf(error) })

/** The error table: the engine's reaction to each code. */
const POLICIES: Readonly<Record<IntegrationErrorCode, Policy>> = {
  // The client has already refreshed once: the person must act, and the connection notifies them.
  auth_expired: fail,
  file_parse_error: fail,
  provider_gone: fail,
  action_required: fail,
  bad_configuration: fail,
  permission_denied: (error, state) => ({
    kind: 'end',
    status: state.hasFinished === true ? 'partial' : 'failed',
    error: failureOf(error),
  }),
  invalid_data: (error, state) => ({
    kind: 'end',
    status: state.hasPages || state.hasFinished === true ? 'partial' : 'failed',
    error: failureOf(error),
  }),
  // The engine has already restarted the stream, or there was no cursor to expire.
  cursor_expired: (error, state) => POLICIES.invalid_data(error, state),
  partial_sync: (error) => ({ kind: 'end', status: 'partial', error: failureOf(error) }),
  rate_limit: (error) => ({
    kind: 'defer',
    seconds: retryAfterOf(error) ?? DEFAULT_RETRY_AFTER_SECONDS,
    error: failureOf(error),
    countsAsFailure: false,
    providerWaits: !(error instanceof BudgetUsedUpError),
  }),
  upstream: (error, state) => {
    if (state.failures + 1 >= MAX_FAILURES) return giveUp(error, state)
    const retryAfter = retryAfterOf(error)
    const seconds = Math.max(retryAfter ?? 0, backoffSeconds(state))
    const failure = failureOf(error)
    return {
      kind: 'defer',
      seconds,
      error: failure,
      countsAsFailure: true,
      providerWaits: retryAfter !== undefined,
    }
  },
}

/**
 * Decides by the error table. An error that is not an `IntegrationError` is a bug: retried, and shown without
 * internals.
 */
export function decideOutcome(error: unknown, state: RunState): Outcome {
  if (isIntegrationError(error)) return POLICIES[error.code](error, state)
  if (error instanceof IntegrationDefect) return endOfDefect(error.message, state)
  if (error instanceof IntegrationCrash) return decideCrash(error, state)
  const hidden = new IntegrationError(
    'upstream',
    'Internal server error. The log has the details under this job.',
    { cause: error },
  )
  const outcome = POLICIES.upstream(hidden, state)
  return { ...outcome, error: { ...outcome.error, code: 'internal' } }
}

/** The same failure twice is deterministic. */
function decideCrash({ message, reference }: IntegrationCrash, state: RunState): Outcome {
  if (state.previousMessage?.includes(reference) === true)
    return endOfDefect(`${message} It failed twice with the same error and is not retried.`, state)
  const outcome = POLICIES.upstream(new IntegrationError('upstream', message), state)
  return { ...outcome, error: { ...outcome.error, code: 'internal' } }
}

function endOfDefect(message: string, { hasPages, hasFinished }: RunState): EndOutcome {
  return {
    kind: 'end',
    status: hasPages || hasFinished === true ? 'partial' : 'failed',
    error: { code: 'internal', message },
  }
}

/**
 * Chooses the problem of a run that the job shows and its connection acts on. An error of the server takes precedence
 * over one of the provider.
 */
const INTERNAL_URGENCY = 2

/**
 * Decides on all problems of the streams of one run; `undefined` without problems. A problem that ends the whole run
 * decides alone; retryable problems take precedence over permanent ones, which recur at the retry.
 */
export function decideRun(problems: readonly StreamProblem[], state: RunState): Outcome | undefined {
  const last = problems.at(-1)
  if (last === undefined) return undefined
  if (last.isOfWholeRun === true || concernsWholeRun(last.error)) return decideOutcome(last.error, state)
  const outcomes = problems.map((problem) => named(problem, state))
  const waits = outcomes.filter((outcome) => outcome.kind === 'defer')
  const longest = waits.toSorted((a, b) => b.seconds - a.seconds)[0]
  if (longest !== undefined) return longest
  return joined(outcomes.filter((outcome) => outcome.kind === 'end'))
}

/** Whether an error concerns the account or the provider, and not only one stream. */
export function concernsWholeRun(error: unknown): boolean {
  return isIntegrationError(error) && integrationErrorOf(error.code)?.about === 'run'
}

/** Whether the provider or this server is failing. */
export function isProviderTrouble(error: unknown): boolean {
  if (isIntegrationError(error)) return error.code === 'upstream'
  return !(error instanceof IntegrationCrash || error instanceof IntegrationDefect)
}

/** The outcome of one stream, whose message names the data. */
function named({ stream, error }: StreamProblem, state: RunState): Outcome {
  // If the provider does not name the missing scopes, those of the stream are assumed.
  const isUnnamed =
    isIntegrationError(error) && error.code === 'permission_denied' && error.missingScopes.length === 0
  const known = isUnnamed
    ? new IntegrationError('permission_denied', error.message, {
        missingScopes: missingScopes([stream], []),
        cause: error,
      })
    : error
  const outcome = decideOutcome(known, state)
  if (state.hasSeveralStreams !== true) return outcome
  return {
    ...outcome,
    error: { ...outcome.error, message: `${stream.displayName}: ${outcome.error.message}` },
  }
}

function joined(ends: readonly EndOutcome[]): EndOutcome | undefined {
  const sorted = ends.toSorted((a, b) => urgencyOf(a) - urgencyOf(b))
  const [first] = sorted
  if (first === undefined || sorted.length === 1) return first
  return {
    kind: 'end',
    status: sorted.some((end) => end.status === 'partial') ? 'partial' : 'failed',
    error: {
      ...first.error,
      message: sorted.map((end) => end.error.message).join(' '),
      missingScopes: [...new Set(sorted.flatMap((end) => end.error.missingScopes ?? []))],
    },
  }
}

function urgencyOf({ error }: EndOutcome): number {
  return integrationErrorOf(error.code)?.urgency ?? INTERNAL_URGENCY
}

function giveUp(error: IntegrationError, state: RunState): Outcome {
  const failure = failureOf(error)
  return {
    kind: 'end',
    status: state.hasFinished === true ? 'partial' : 'failed',
    error: {
      ...failure,
      message: `${failure.message} Stopped after ${MAX_FAILURES} attempts; retry the job later.`,
    },
  }
}

/** The wait that the provider requested, if valid. */
function retryAfterOf({ retryAfterSeconds }: IntegrationError): number | undefined {
  if (retryAfterSeconds === undefined || Number.isNaN(retryAfterSeconds)) return undefined
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(MIN_RETRY_AFTER_SECONDS, retryAfterSeconds))
}

/** Exponential, with up to 50 % jitter: 5, 10, 20 … seconds, at most 15 minutes. */
function backoffSeconds({ failures, random }: RunState): number {
  return Math.min(MAX_SECONDS, BASE_SECONDS * 2 ** failures) * (1 + random / 2)
}

function failureOf(error: IntegrationError): JobFailure {
  const { code, message, line, column, missingScopes } = error
  if (missingScopes.length === 0) return { code, message, line, column }
  return { code, message: `${message} Missing: ${missingScopes.join(', ')}.`, line, column, missingScopes }
}
