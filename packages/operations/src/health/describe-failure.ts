import { isProblemError } from '@tributary/core'
import type { HealthCheck, HealthProblem } from './health-check.ts'

/** How a check failed: what it has found, or the error that kept it from finding out. */
export type CheckFailure = { readonly problem: HealthProblem } | { readonly error: Error }

/** A failure in one sentence of cause and cure, which anybody may read. */
export function describeFailure({ name, cure }: HealthCheck, failure: CheckFailure): string {
  if ('problem' in failure) return capitalised(`${failure.problem.cause}: ${failure.problem.cure ?? cure}.`)
  const { error } = failure
  if (!isProblemError(error)) return `The check "${name}" failed, and the log has the reason: ${cure}.`
  const { title, detail } = error.toProblem()
  // A detail says what to do; a title only what is wrong.
  return detail ?? `${title}: ${cure}.`
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** For the log. */
export function errorOf(failure: CheckFailure): Error {
  return 'error' in failure ? failure.error : new Error(failure.problem.cause)
}
