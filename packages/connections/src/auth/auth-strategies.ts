import { noAuth } from '@tributary/integration-kit'
import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { AuthStrategy } from './auth-strategy.ts'
import { credentialsStrategy } from './credentials/strategy.ts'
import { deviceCodeStrategy } from './device-code/strategy.ts'
import { noneStrategy } from './none/strategy.ts'
import { oauth2Strategy } from './oauth2/strategy.ts'

type Strategies = {
  readonly [Kind in Auth['kind']]: (
    definition: IntegrationDefinition,
    auth: Extract<Auth, { readonly kind: Kind }>,
  ) => AuthStrategy
}

/** The only module that distinguishes the kinds of auth. */
const STRATEGIES: Strategies = {
  oauth2: oauth2Strategy,
  deviceCode: deviceCodeStrategy,
  credentials: credentialsStrategy,
  none: () => noneStrategy,
}

/** The strategy of a definition's auth. */
export function authStrategyOf(definition: IntegrationDefinition): AuthStrategy {
  const auth: Auth = definition.auth ?? noAuth
  return (STRATEGIES[auth.kind] as (definition: IntegrationDefinition, auth: Auth) => AuthStrategy)(
    definition,
    auth,
  )
}

/** The auth of a definition, which the caller knows to be of a kind: the route that calls exists for that kind alone. */
export function requireAuth<K extends Auth['kind']>(
  { name, auth }: IntegrationDefinition,
  kind: K,
): Extract<Auth, { readonly kind: K }> {
  if (auth?.kind !== kind) throw new Error(`integration "${name}" does not connect by "${kind}"`)
  return auth as Extract<Auth, { readonly kind: K }>
}
