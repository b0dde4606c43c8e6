import type { IntegrationDefinition, OAuth2Auth } from '@tributary/integration-kit/host'
import { httpsMistakes } from '../../check/https-mistakes.ts'
import { oauthClientMistakes } from '../oauth-client-mistakes.ts'

/** Why an integration could not connect by OAuth 2.0, with what to change. */
export function* mistakes(definition: IntegrationDefinition, auth: OAuth2Auth): Generator<string> {
  const label = `integration "${definition.name}"`
  yield* oauthClientMistakes(definition, auth)
  yield* httpsMistakes(`${label}, auth.authorizationUrl,`, auth.authorizationUrl)
  if (auth.clientAuthentication === 'none' && !auth.pkce)
    yield `${label} has a client without a secret: it needs pkce (RFC 9700, section 2.1.1)`
}
