import type { PluginReport, Principal } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Static } from 'typebox'
import { hasAccount } from '../auth/auth-strategies.ts'
import type { Settings } from '../config/configuration.ts'
import type { Connection, Connections, Readiness } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'
import { describeIntegration } from './describe-integration.ts'
import type { Integration } from './integration-schema.ts'

/** The services that know how an integration stands with a person. */
export interface IntegrationServices {
  readonly importService: () => Imports
  /** Absent where there are no accounts. */
  readonly connectionService: (() => Connections) | undefined
  /** Absent where nothing is configured. */
  readonly settingsService: (() => Settings) | undefined
}

/** An integration of this server, whether it is up or not. */
export interface KnownIntegration {
  readonly definition: IntegrationDefinition
  readonly state: PluginReport['state']
  /** Why it is not ready. */
  readonly reason?: string | undefined
}

/** Reads how an integration stands with a person, and describes it. `connections`: those of the person, where they are known already. */
export async function viewIntegration(
  { definition, state, reason }: KnownIntegration,
  person: Principal,
  { connections, ...services }: IntegrationServices & { readonly connections?: readonly Connection[] },
): Promise<Static<typeof Integration>> {
  const { name } = definition
  const whose = { userId: person.userId, integration: name }
  const accounts = hasAccount(definition) ? services.connectionService : undefined
  return describeIntegration(
    definition,
    {
      state,
      stateReason: reason,
      readiness: await readinessOf({ definition, state }, accounts),
      missingSettings: await missingSettingsOf({ definition, state }, services),
      connections: connections ?? (await accounts?.().list(whose)) ?? [],
      lastJob: await services.importService().lastJob(person.userId, name),
    },
    person,
  )
}

/** The settings know nothing of the fields of an integration that did not come up. */
async function missingSettingsOf(
  { definition: { name, config }, state }: KnownIntegration,
  { settingsService }: IntegrationServices,
): Promise<readonly string[] | null> {
  if (state !== 'ready') return null
  return config === undefined ? [] : ((await settingsService?.().missing(name)) ?? null)
}

async function readinessOf(
  { definition, state }: KnownIntegration,
  accounts: (() => Connections) | undefined,
): Promise<Readiness> {
  const { name, displayName, config } = definition
  if (state !== 'ready')
    return {
      configured: config === undefined,
      obstacle: `${displayName} is unavailable (${state}). An administrator finds the reason in the boot report.`,
    }
  return (await accounts?.().readiness(name)) ?? { configured: true, obstacle: null }
}
