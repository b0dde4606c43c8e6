import type { ProviderSimulator } from '@tributary/provider-simulator'

/** `PROVIDER_ENDPOINTS` that leads from a provider's addresses to its simulator. */
export function endpointsSetting({ endpoints }: ProviderSimulator): string {
  return Object.entries(endpoints)
    .map(([address, here]) => `${address}=${here}`)
    .join(',')
}
