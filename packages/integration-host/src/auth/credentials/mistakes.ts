import type { CredentialsAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { credentialsFormMistakes } from '../../check/form-mistakes.ts'

/** Why an integration could not connect by credentials, with what to change. */
export function* mistakes(
  { name, api, identify }: IntegrationDefinition,
  { fields, authorize }: CredentialsAuth,
): Generator<string> {
  const label = `integration "${name}"`
  if (Object.keys(fields?.properties ?? {}).length === 0)
    yield `${label} asks for no credentials: declare "fields" with field.*`
  yield* credentialsFormMistakes(name, fields)
  if (typeof authorize !== 'function')
    yield `${label}, auth, has no "authorize": define how a request carries the credentials`
  // The type says so too; plugins are written in JavaScript as well.
  if (typeof identify !== 'function')
    yield `${label} connects by credentials: add "identify", which asks the provider whose they are, so that wrong ones are refused instead of stored`
  if (api === undefined) yield `${label} identifies accounts, but has no "api" to ask`
}
