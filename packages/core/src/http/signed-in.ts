import type { Principal } from '../principal.ts'

/**
 * The principal of a request, on a route that needs a sign-in. A route that is public by mistake fails here instead
 * of running without a user.
 *
 * @throws TypeError on a route that needs no sign-in
 * @example
 * const { userId } = signedIn(request)
 */
export function signedIn(request: { readonly principal: Principal | null }): Principal {
  if (request.principal !== null) return request.principal
  throw new TypeError('the route needs a signed-in user but is declared public')
}
