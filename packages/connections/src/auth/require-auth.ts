import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'

/** The auth of a definition, narrowed to the kind of the calling route, which exists only for that kind. */
export function requireAuth<K extends Auth['kind']>(
  { name, auth }: IntegrationDefinition,
  kind: K,
): Extract<Auth, { readonly kind: K }> {
  if (auth?.kind !== kind) throw new Error(`integration "${name}" does not connect by "${kind}"`)
  return auth as Extract<Auth, { readonly kind: K }>
}
