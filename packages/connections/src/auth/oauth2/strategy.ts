import type { IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit/host'
import type { AuthStrategy } from '../auth-strategy.ts'
import { tokenStrategy } from '../token-strategy.ts'

/** OAuth 2.0 by authorization code. */
export function oauth2Strategy(definition: IntegrationDefinition, auth: OAuth2Auth): AuthStrategy {
  return { ...tokenStrategy(definition, auth), hasCallback: true }
}
