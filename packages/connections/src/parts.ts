import type { Database } from '@tributary/database'
import type { Settings } from '@tributary/integration-host'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Notifications } from '@tributary/notifications'
import type { Endpoints, ProviderFetch } from '@tributary/provider-client'
import type { SecretStore } from '@tributary/secrets'
import type { FastifyBaseLogger } from 'fastify'
import type { SimulatedProvider } from './simulated/simulated-providers.ts'

/** The shared dependencies of this package. */
export interface Parts {
  readonly database: Database
  readonly secrets: SecretStore
  readonly settings: Settings
  readonly notifications: Notifications
  readonly fetch: ProviderFetch
  /** Throws an `EgressError` for an address that requests must not go to. */
  checkAddress(url: URL): void
  readonly endpoints: Endpoints
  readonly publicUrl: string
  readonly logger: FastifyBaseLogger
  /** Milliseconds since 1970. */
  now(): number
  /** From 0 to 1. */
  random(): number
  /** Of the integrations that are up. */
  definitionOf(integration: string): IntegrationDefinition | undefined
  /** Of the plugins that are up. */
  simulatedOf(integration: string): SimulatedProvider | undefined
}
