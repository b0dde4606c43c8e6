import type { Readiness } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { refusalOfRedirectUri } from './redirect-uri.ts'

/** What readiness follows from. */
export interface ReadinessFacts {
  readonly definition: IntegrationDefinition
  readonly enabled: boolean
  readonly configured: boolean
  readonly redirectUri: string
  /** Today, `YYYY-MM-DD`. */
  readonly today: string
}

/** Whether people can connect; the first thing that stands in the way, in the order in which it makes sense to mend it. */
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
  if (!enabled) return { configured, obstacle: `An administrator has switched ${displayName} off.` }
  if (!configured) {
    const closed = closedToNewClients === undefined ? '' : ` ${closedToNewClients}`
    return {
      configured,
      obstacle: `An administrator has to set the client of ${displayName} first: /api/admin/settings/${name}.${closed}`,
    }
  }
  const refusal = authStrategyOf(definition).hasCallback
    ? refusalOfRedirectUri(definition, redirectUri)
    : undefined
  return { configured, obstacle: refusal ?? null }
}
