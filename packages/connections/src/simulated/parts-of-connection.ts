import { IntegrationError } from '@tributary/integration-kit'
import type { ProviderFetch } from '@tributary/provider-client'
import type { Parts } from '../parts.ts'
import type { ConnectionRow } from '../tables.ts'

/**
 * The parts with which the provider of a connection is called: for a simulated connection, the simulated provider and its client take
 * the place of the network and of the administrator's settings.
 */
export function partsOfConnection(
  parts: Parts,
  { simulated, integration }: Pick<ConnectionRow, 'simulated' | 'integration'>,
): Parts {
  if (!simulated) return parts
  const provider = parts.simulatedOf(integration)
  return {
    ...parts,
    fetch: provider?.fetch ?? refuse,
    settings: { read: async () => provider?.config ?? {}, missing: async () => [] },
  }
}

/** A simulated connection never reaches the network, also where nothing simulates its provider. */
const refuse: ProviderFetch = async () => {
  throw new IntegrationError('upstream', 'Demo data is switched off on this server.')
}
