import { missingScopes } from '@tributary/integration-host'
import { IntegrationError, type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import { integrationErrorOf } from '@tributary/integration-kit/host'
import { BudgetUsedUpError } from '../budget/budget-used-up-error.ts'
import type { JobFailure } from '../job-run-store.ts'
import { IntegrationCrash, IntegrationDefect } from './integration-defect.ts'
import type { StreamProblem } from './run.ts'

/** What becomes of a job whose stream has thrown. */
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
  /** Whether the provider has asked for the wait: then nothing else of the connection asks it before, either. */
  readonly providerWaits: boolean
}

/** What the decision depends on besides the error. */
export interface RunState {
  /** Failed attempts before this one, since the last page that was committed. */
  readonly failures: number
  /** Whether this job has committed any page yet. */
  readonly hasPages: boolean
  /** Whether this job has read another stream to its end. */
  readonly hasFinished?: boolean
  /** What the attempt before has failed with, as the person reads it. */
  readonly previousMessage?: string | null
  /** Whether the integration syncs several streams, so that a message has to say which one it is about. */
  readonly hasSeveralStreams?: boolean
  /** From 0 to 1; spreads retries of many jobs. */
  readonly random: number
}

/** After this many failed attempts in a row a job is given up. */
export const MAX_FAILURES = 5

const BASE_SECONDS = 5
const MAX_SECONDS = 15 * 60
/** Where a provider limits the rate and does not say for how long. */
const DEFAULT_RETRY_AFTER_SECONDS = 60
/** Daily quotas are the longest there are; what says more is not to be believed. */
const MIN_RETRY_AFTER_SECONDS = 2
const MAX_RETRY_AFTER_SECONDS = 24 * 3600

type Policy = (error: IntegrationError, state: RunState) => Outcome

const fail: Policy = (error) => ({ kind: 'end', status: 'failed', error: failureOf(error) })

/** The error table: what the engine does about each code. */
const POLICIES: Readonly<Record<IntegrationErrorCode, Policy>> = {
  // The client has refreshed once already: what comes here is for the person, and the connection tells them.
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
  // The engine has started the stream over already, or there was no cursor to expire.
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

/** Decides by the error table. What is no `IntegrationError` is a bug: tried again, and shown without its inside. */
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

/** What happens the same way twice is no chance. */
function decideCrash({ message, reference }: IntegrationCrash, state: RunState): Outcome {
  if (state.previousMessage?.includes(reference) === true)
    return endOfDefect(`${message} It has failed the same way twice, so it is not tried again.`, state)
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

/** Of several problems of a run: which one the job shows, and its connection acts on. An error of the server comes before the provider's. */
const INTERNAL_URGENCY = 2

/**
 * Decides over all that kept streams of one run from being read; `undefined` when nothing did. What ends the whole run
 * decides alone; what is worth another attempt comes before what is not, since that is met again then.
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

/** Whether an error says something of the account or the provider, and not of one stream. */
export function concernsWholeRun(error: unknown): boolean {
  return isIntegrationError(error) && integrationErrorOf(error.code)?.about === 'run'
}

/** Whether the provider, or this server, is what is in trouble. */
export function isProviderTrouble(error: unknown): boolean {
  if (isIntegrationError(error)) return error.code === 'upstream'
  return !(error instanceof IntegrationCrash || error instanceof IntegrationDefect)
}

/** One stream's outcome, whose message says which data it is about. */
function named({ stream, error }: StreamProblem, state: RunState): Outcome {
  // Where the provider does not say what it misses, it is what the stream asks for.
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
      message: `${failure.message} Given up after ${MAX_FAILURES} attempts; run it again later.`,
    },
  }
}

/** What the provider asked for, as far as it is a time to wait. */
function retryAfterOf({ retryAfterSeconds }: IntegrationError): number | undefined {
  if (retryAfterSeconds === undefined || Number.isNaN(retryAfterSeconds)) return undefined
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(MIN_RETRY_AFTER_SECONDS, retryAfterSeconds))
}

/** Exponential, with up to half as much again by chance: 5, 10, 20 … seconds, at most 15 minutes. */
function backoffSeconds({ failures, random }: RunState): number {
  return Math.min(MAX_SECONDS, BASE_SECONDS * 2 ** failures) * (1 + random / 2)
}

function failureOf(error: IntegrationError): JobFailure {
  const { code, message, line, column, missingScopes } = error
  if (missingScopes.length === 0) return { code, message, line, column }
  return { code, message: `${message} Missing: ${missingScopes.join(', ')}.`, line, column, missingScopes }
}
