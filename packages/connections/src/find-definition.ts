import { ProblemError } from '@tributary/core'
import type { Readiness } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { connectionsErrors } from './connections-errors.ts'
import { isIntegrationEnabled } from './offered-integration-store.ts'
import type { Parts } from './parts.ts'
import { readinessOf } from './provider/readiness.ts'
import { redirectUriOf } from './provider/redirect-uri.ts'
import type { ConnectionsTables } from './tables.ts'

/** The definition behind a name. Throws `CONNECTIONS_NOT_READY` when its integration is not running. */
export function requireDefinition(parts: Parts, integration: string): IntegrationDefinition {
  const definition = parts.definitionOf(integration)
  if (definition !== undefined) return definition
  throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_READY, {
    detail: `The integration "${integration}" is not running. An administrator finds the reason in the boot report.`,
  })
}

/** The obstacle to connecting, if any. */
export async function findReadiness(parts: Parts, definition: IntegrationDefinition): Promise<Readiness> {
  const { name, config } = definition
  const enabled = await isIntegrationEnabled(parts.database.tables<ConnectionsTables>(), name)
  const configured = config === undefined || (await parts.settings.read(name)) !== undefined
  return readinessOf({
    definition,
    enabled,
    configured,
    redirectUri: redirectUriOf(parts.publicUrl, name),
    today: new Date(parts.now()).toISOString().slice(0, 10),
  })
}

/** Throws `CONNECTIONS_NOT_READY` with the obstacle. */
export async function requireReady(parts: Parts, definition: IntegrationDefinition): Promise<void> {
  const { obstacle } = await findReadiness(parts, definition)
  if (obstacle !== null) throw new ProblemError(connectionsErrors.CONNECTIONS_NOT_READY, { detail: obstacle })
}
