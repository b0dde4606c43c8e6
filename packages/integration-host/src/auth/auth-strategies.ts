import { noAuth } from '@tributary/integration-kit'
import type { Auth, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { AuthStrategy } from './auth-strategy.ts'
import { addConnectRoutes as addCredentialsRoutes } from './credentials/connect-routes.ts'
import { members as credentialsMembers } from './credentials/members.ts'
import { mistakes as credentialsMistakes } from './credentials/mistakes.ts'
import { addConnectRoutes as addDeviceRoutes } from './device-code/connect-routes.ts'
import { members as deviceCodeMembers } from './device-code/members.ts'
import { mistakes as deviceCodeMistakes } from './device-code/mistakes.ts'
import { addConnectRoutes as addOAuth2Routes } from './oauth2/connect-routes.ts'
import { members as oauth2Members } from './oauth2/members.ts'
import { mistakes as oauth2Mistakes } from './oauth2/mistakes.ts'

type Strategies = { readonly [Kind in Auth['kind']]: AuthStrategy<Extract<Auth, { readonly kind: Kind }>> }

/** The one place that knows the kinds of auth. */
const STRATEGIES: Strategies = {
  oauth2: {
    hasAccount: true,
    members: oauth2Members,
    mistakes: oauth2Mistakes,
    addConnectRoutes: addOAuth2Routes,
    form: () => undefined,
  },
  deviceCode: {
    hasAccount: true,
    members: deviceCodeMembers,
    mistakes: deviceCodeMistakes,
    addConnectRoutes: addDeviceRoutes,
    form: () => undefined,
  },
  credentials: {
    hasAccount: true,
    members: credentialsMembers,
    mistakes: credentialsMistakes,
    addConnectRoutes: addCredentialsRoutes,
    form: ({ fields, howTo }) => ({ fields, howTo }),
  },
  none: {
    hasAccount: false,
    members: { kind: true },
    mistakes: () => [],
    addConnectRoutes: () => {},
    form: () => undefined,
  },
}

/** What a definition's auth does, with its kind bound. */
export interface BoundStrategy extends Pick<AuthStrategy, 'hasAccount' | 'members'> {
  readonly kind: Auth['kind']
  mistakes(): Iterable<string>
  addConnectRoutes(
    app: Parameters<AuthStrategy['addConnectRoutes']>[0],
    context: Parameters<AuthStrategy['addConnectRoutes']>[1],
  ): void
  form(): ReturnType<AuthStrategy['form']>
}

/** The strategy of a definition; `undefined` for a kind that does not exist: plugins are written in JavaScript as well. */
export function findAuthStrategy(definition: IntegrationDefinition): BoundStrategy | undefined {
  const auth: Auth = definition.auth ?? noAuth
  if (!Object.hasOwn(STRATEGIES, auth.kind)) return undefined
  const strategy = STRATEGIES[auth.kind] as AuthStrategy
  const { hasAccount, members } = strategy
  return {
    kind: auth.kind,
    hasAccount,
    members,
    mistakes: () => strategy.mistakes(definition, auth),
    addConnectRoutes: (app, context) => strategy.addConnectRoutes(app, context, auth),
    form: () => strategy.form(auth),
  }
}

/**
 * The strategy of a definition.
 *
 * @throws TypeError for a kind that does not exist
 */
export function authStrategyOf(definition: IntegrationDefinition): BoundStrategy {
  const strategy = findAuthStrategy(definition)
  if (strategy !== undefined) return strategy
  throw new TypeError(
    `integration "${definition.name}" has an auth of the unknown kind "${definition.auth?.kind}": use ${Object.keys(STRATEGIES).join(', ')}`,
  )
}

/**
 * Whether people connect an account of theirs: not where the provider's data is public or comes as files alone. A kind that does
 * not exist is refused when the plugin boots.
 */
export function hasAccount(definition: IntegrationDefinition): boolean {
  return findAuthStrategy(definition)?.hasAccount ?? false
}
