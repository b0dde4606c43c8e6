import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { Connections } from '../connection-service.ts'
import type { Imports } from '../import-service.ts'

/** What the routes that connect an account work with. */
export interface ConnectRoutes {
  readonly definition: IntegrationDefinition
  readonly connectionService: () => Connections
  readonly importService: () => Imports
  /** Whether the server has pages for people, where browsers are led to. */
  readonly hasPages: () => boolean
}
