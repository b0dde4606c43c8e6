import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'

/** The auth of a definition, which the caller knows to be of a kind: the route that calls exists for that kind alone. */
export function requireAuth<K extends Auth['kind']>(
  { name, auth }: IntegrationDefinition,
  kind: K,
): Extract<Auth, { readonly kind: K }> {
  if (auth?.kind !== kind) throw new Error(`integration "${name}" does not connect by "${kind}"`)
  return auth as Extract<Auth, { readonly kind: K }>
}
