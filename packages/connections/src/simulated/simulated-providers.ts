import { contributionPoint } from '@tributary/core'
import type { ConfigurationValues } from '@tributary/integration-kit/host'
import type { ProviderFetch } from '@tributary/provider-client'

/** A provider that is simulated in this process, for connections of demo data. */
export interface SimulatedProvider {
  /** Takes the place of the administrator's settings: the client that the simulated provider knows. */
  readonly config: ConfigurationValues
  /** Answers in the process. Never sends a request. */
  readonly fetch: ProviderFetch
  /** Consent of the demo account, without a sign-in. */
  grant(): Promise<SimulatedGrant>
}

export interface SimulatedGrant {
  readonly accessToken: string
  readonly refreshToken: string
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/** The simulated providers of a plugin, by the name of the integration. */
export interface SimulatedProviders {
  find(integration: string): SimulatedProvider | undefined
}

/** Where simulated connections lead. Real connections never ask for it. */
export const simulatedProviders = contributionPoint<SimulatedProviders>('simulatedProviders')
