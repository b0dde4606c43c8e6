import { isProblemError, retryDelay } from '@tributary/core'
import { storableText } from '@tributary/database'
import { isIntegrationError } from '@tributary/integration-kit'
import type { PausedReason } from '../tables.ts'
import { DEFAULT_RATE_LIMIT_SECONDS, LONGEST_WAIT_SECONDS, RETRY_SECONDS } from './retry-schedule.ts'

/** What follows from a failed attempt. */
export type Outcome =
  /** Tried again; `isLimit`: it says nothing of the message, and nothing else is sent before either. */
  | { readonly act: 'retry'; readonly delay: number; readonly isLimit: boolean; readonly failure: Failure }
  | { readonly act: 'die'; readonly failure: Failure }
  /** A person has to change something first; the message waits. */
  | { readonly act: 'pause'; readonly reason: PausedReason; readonly failure: Failure }

/** What went wrong: a code, and what a person may read of it. */
export interface Failure {
  readonly reason: string
  readonly detail: string
}

const PERMANENT = [
  'bad_configuration',
  'permission_denied',
  'auth_expired',
  'action_required',
  'provider_gone',
] as const satisfies readonly PausedReason[]

const MOST_DETAIL = 500

/** Decides about an attempt that failed. */
export function decideOutcome(
  error: unknown,
  { failures, random }: { readonly failures: number; readonly random: () => number },
): Outcome {
  const failure = describeFailure(error)
  const permanent = PERMANENT.find((code) => isIntegrationError(error, code))
  if (permanent !== undefined) return { act: 'pause', reason: permanent, failure }
  if (isProblemError(error) && error.code === 'INSTANCES_NOT_FOUND')
    return { act: 'pause', reason: 'service_removed', failure }
  if (isIntegrationError(error, 'invalid_data')) return { act: 'die', failure }
  const retryAfter = isIntegrationError(error) ? error.retryAfterSeconds : undefined
  if (isIntegrationError(error, 'rate_limit')) {
    const seconds = Math.min(Math.max(retryAfter ?? DEFAULT_RATE_LIMIT_SECONDS, 1), LONGEST_WAIT_SECONDS)
    return { act: 'retry', delay: seconds * 1000, isLimit: true, failure }
  }
  const delay = retryDelay(RETRY_SECONDS, { failures: failures + 1, retryAfter, random })
  return delay === undefined ? { act: 'die', failure } : { act: 'retry', delay, isLimit: false, failure }
}

/** Messages of integrations and of the server are for people and without secrets; of anything else only the log has the message. */
export function describeFailure(error: unknown): Failure {
  if (isIntegrationError(error)) return { reason: error.code, detail: detailOf(error) }
  if (isProblemError(error)) return { reason: 'upstream', detail: detailOf(error) }
  return { reason: 'internal', detail: 'The plugin of the service failed; the log has the details.' }
}

/** A service may have written any of it. */
function detailOf({ message }: Error): string {
  return storableText(message.slice(0, MOST_DETAIL))
}
