import type { DeviceCodeAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { AuthStrategy } from '../auth-strategy.ts'
import { tokenStrategy } from '../token-strategy.ts'

/** OAuth 2.0 by device code. */
export function deviceCodeStrategy(definition: IntegrationDefinition, auth: DeviceCodeAuth): AuthStrategy {
  return { ...tokenStrategy(definition, auth), hasCallback: false }
}
