import { Redirection } from './redirection.ts'
import { problemOf } from './tributary-problem.ts'

/** `fetch` that resolves to 2xx only, and else throws a `TributaryProblem` or a `Redirection`. */
export function throwingFetch(inner: typeof fetch = globalThis.fetch): typeof fetch {
  return async (input, init) => {
    // Called as a function: browsers refuse `fetch` as a method of another object.
    const response = await inner(input, init)
    if (response.ok) return response
    // A browser hides the status of a redirect that it does not follow.
    const isRedirect = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400)
    if (isRedirect) throw new Redirection(response)
    throw await problemOf(response)
  }
}
