import type { Readiness } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { refusalOfRedirectUri } from './redirect-uri.ts'

/** The inputs of readiness. */
export interface ReadinessFacts {
  readonly definition: IntegrationDefinition
  readonly enabled: boolean
  readonly configured: boolean
  readonly redirectUri: string
  /** Today, `YYYY-MM-DD`. */
  readonly today: string
}

/** Whether people can connect; otherwise the first obstacle, in the order in which they should be resolved. */
export function readinessOf({
  definition,
  enabled,
  configured,
  redirectUri,
  today,
}: ReadinessFacts): Readiness {
  const { name, displayName, facts } = definition
  const { sunset, closedToNewClients } = facts ?? {}
  if (sunset !== undefined && sunset.date <= today) {
    const successor = sunset.successor === undefined ? '' : ` Use ${sunset.successor} instead.`
    return { configured, obstacle: `${displayName} ended this interface on ${sunset.date}.${successor}` }
  }
  if (!enabled) return { configured, obstacle: `An administrator has disabled ${displayName}.` }
  if (!configured) {
    const closed = closedToNewClients === undefined ? '' : ` ${closedToNewClients}`
    return {
      configured,
      obstacle: `An administrator must set the client of ${displayName} first: /api/admin/settings/${name}.${closed}`,
    }
  }
  const refusal = authStrategyOf(definition).hasCallback
    ? refusalOfRedirectUri(definition, redirectUri)
    : undefined
  return { configured, obstacle: refusal ?? null }
}
