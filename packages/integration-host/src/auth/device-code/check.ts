import type { DeviceCodeAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { requireHttps } from '../../require-https.ts'
import { checkOAuthClient } from '../check-oauth-client.ts'

/** @throws TypeError that says what to change when an integration could not connect by a device code */
export function check(definition: IntegrationDefinition, auth: DeviceCodeAuth): void {
  checkOAuthClient(definition, auth)
  requireHttps(`integration "${definition.name}"`, auth.deviceAuthorizationUrl)
}
