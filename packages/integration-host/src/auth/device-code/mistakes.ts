import type { DeviceCodeAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { httpsMistakes } from '../../check/https-mistakes.ts'
import { oauthClientMistakes } from '../oauth-client-mistakes.ts'

/** Why an integration could not connect by a device code, with what to change. */
export function* mistakes(definition: IntegrationDefinition, auth: DeviceCodeAuth): Generator<string> {
  yield* oauthClientMistakes(definition, auth)
  yield* httpsMistakes(
    `integration "${definition.name}", auth.deviceAuthorizationUrl,`,
    auth.deviceAuthorizationUrl,
  )
}
