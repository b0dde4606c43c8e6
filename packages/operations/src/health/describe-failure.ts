import { isProblemError } from '@tributary/core'
import type { HealthCheck, HealthProblem } from './health-check.ts'

/** The failure of a check: the problem found, or the error of the check itself. */
export type CheckFailure = { readonly problem: HealthProblem } | { readonly error: Error }

/** A failure as one public sentence of cause and cure. */
export function describeFailure({ name, cure }: HealthCheck, failure: CheckFailure): string {
  if ('problem' in failure) return capitalised(`${failure.problem.cause}: ${failure.problem.cure ?? cure}.`)
  const { error } = failure
  if (!isProblemError(error)) return `The check "${name}" failed; the log has the reason: ${cure}.`
  const { title, detail } = error.toProblem()
  // A detail contains the cure; a title only the problem.
  return detail ?? `${title}: ${cure}.`
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** For the log. */
export function errorOf(failure: CheckFailure): Error {
  return 'error' in failure ? failure.error : new Error(failure.problem.cause)
}
