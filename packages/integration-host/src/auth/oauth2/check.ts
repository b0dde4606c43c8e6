import type { IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit/host'
import { requireHttps } from '../../require-https.ts'
import { checkOAuthClient } from '../check-oauth-client.ts'

/** @throws TypeError that says what to change when an integration could not connect by OAuth 2.0 */
export function check(definition: IntegrationDefinition, auth: OAuth2Auth): void {
  const label = `integration "${definition.name}"`
  checkOAuthClient(definition, auth)
  requireHttps(label, auth.authorizationUrl)
  if (auth.clientAuthentication === 'none' && !auth.pkce)
    throw new TypeError(`${label} has a client without a secret: it needs pkce (RFC 9700, section 2.1.1)`)
}
