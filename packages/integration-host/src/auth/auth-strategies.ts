import { noAuth } from '@tributary/integration-kit'
import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { AuthStrategy } from './auth-strategy.ts'
import { addConnectRoutes as addCredentialsRoutes } from './credentials/connect-routes.ts'
import { mistakes as credentialsMistakes } from './credentials/mistakes.ts'
import { addConnectRoutes as addDeviceRoutes } from './device-code/connect-routes.ts'
import { mistakes as deviceCodeMistakes } from './device-code/mistakes.ts'
import { addConnectRoutes as addOAuth2Routes } from './oauth2/connect-routes.ts'
import { mistakes as oauth2Mistakes } from './oauth2/mistakes.ts'

type Strategies = { readonly [Kind in Auth['kind']]: AuthStrategy<Extract<Auth, { readonly kind: Kind }>> }

/** The one place that knows the kinds of auth. */
const STRATEGIES: Strategies = {
  oauth2: { mistakes: oauth2Mistakes, addConnectRoutes: addOAuth2Routes, form: () => undefined },
  deviceCode: { mistakes: deviceCodeMistakes, addConnectRoutes: addDeviceRoutes, form: () => undefined },
  credentials: {
    mistakes: credentialsMistakes,
    addConnectRoutes: addCredentialsRoutes,
    form: ({ fields, howTo }) => ({ fields, howTo }),
  },
  none: { mistakes: () => [], addConnectRoutes: () => {}, form: () => undefined },
}

/** What a definition's auth does, with its kind bound. */
export interface BoundStrategy {
  readonly kind: Auth['kind']
  mistakes(): Iterable<string>
  addConnectRoutes(
    app: Parameters<AuthStrategy['addConnectRoutes']>[0],
    context: Parameters<AuthStrategy['addConnectRoutes']>[1],
  ): void
  form(): ReturnType<AuthStrategy['form']>
}

/**
 * The strategy of a definition.
 *
 * @throws TypeError for a kind that does not exist: plugins are written in JavaScript as well
 */
export function authStrategyOf(definition: IntegrationDefinition): BoundStrategy {
  const auth: Auth = definition.auth ?? noAuth
  if (!Object.hasOwn(STRATEGIES, auth.kind))
    throw new TypeError(
      `integration "${definition.name}" has an auth of the unknown kind "${auth.kind}": use ${Object.keys(STRATEGIES).join(', ')}`,
    )
  const strategy = STRATEGIES[auth.kind] as AuthStrategy
  return {
    kind: auth.kind,
    mistakes: () => strategy.mistakes(definition, auth),
    addConnectRoutes: (app, context) => strategy.addConnectRoutes(app, context, auth),
    form: () => strategy.form(auth),
  }
}
