import { fieldOf, type IntegrationDefinition, type OAuthServer } from '@tributary/integration-kit/host'
import { httpsMistakes } from '../check/https-mistakes.ts'

const CLIENT_AUTHENTICATIONS = ['basic', 'body', 'none']
const ROTATIONS = ['none-returned', 'same', 'strict', 'grace']

/** What both OAuth flows need and lack: the client's fields in the administrator's form, https, known ways. */
export function* oauthClientMistakes(
  { name, config, api, identify }: IntegrationDefinition,
  auth: OAuthServer,
): Generator<string> {
  const label = `integration "${name}"`
  const keys = auth.clientAuthentication === 'none' ? ['clientId'] : ['clientId', 'clientSecret']
  for (const key of keys)
    if (config?.properties[key] === undefined)
      yield `${label} connects by OAuth 2.0: its config needs the field "${key}"`
  const secret = config?.properties['clientSecret']
  if (secret !== undefined && fieldOf(secret)?.kind !== 'secret')
    yield `${label} declares "clientSecret" as ${fieldOf(secret)?.kind ?? 'no field'}: use field.secret, which seals it`
  if (!CLIENT_AUTHENTICATIONS.includes(auth.clientAuthentication))
    yield `${label} has the unknown auth.clientAuthentication "${auth.clientAuthentication}": use ${CLIENT_AUTHENTICATIONS.join(', ')}`
  if (!ROTATIONS.includes(auth.rotation))
    yield `${label} has the unknown auth.rotation "${auth.rotation}": use ${ROTATIONS.join(', ')}`
  yield* httpsMistakes(`${label}, auth.tokenUrl,`, auth.tokenUrl ?? '')
  yield* httpsMistakes(`${label}, auth.revocation.url,`, auth.revocation?.url)
  if (identify !== undefined && api === undefined)
    yield `${label} identifies accounts, but has no "api" to ask`
}
