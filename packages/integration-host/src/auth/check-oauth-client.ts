import type { IntegrationDefinition, OAuthServer } from '@tributary/integration-kit/host'
import { fieldOf } from '@tributary/integration-kit/host'
import { requireHttps } from '../require-https.ts'

/**
 * Checks what both OAuth flows need: the client's fields in the administrator's form, and https.
 *
 * @throws TypeError that says what to change
 */
export function checkOAuthClient(
  { name, config, api, identify }: IntegrationDefinition,
  auth: OAuthServer,
): void {
  const label = `integration "${name}"`
  const keys = auth.clientAuthentication === 'none' ? ['clientId'] : ['clientId', 'clientSecret']
  for (const key of keys)
    if (config?.properties[key] === undefined)
      throw new TypeError(`${label} connects by OAuth 2.0: its config needs the field "${key}"`)
  const secret = config?.properties['clientSecret']
  if (secret !== undefined && fieldOf(secret)?.kind !== 'secret')
    throw new TypeError(
      `${label} declares "clientSecret" as ${fieldOf(secret)?.kind ?? 'no field'}: use field.secret, which seals it`,
    )
  for (const url of [auth.tokenUrl, auth.revocation?.url]) requireHttps(label, url)
  if (identify !== undefined && api === undefined)
    throw new TypeError(`${label} identifies accounts, but has no "api" to ask`)
}
