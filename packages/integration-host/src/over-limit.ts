import { describeProblem } from '@tributary/core'

/** The answer 429 of a route with a limit for each person, for its document. `description` names the codes. */
export function overLimit(description: string) {
  return describeProblem(`${description} \`Retry-After\` is in seconds.`)
}
