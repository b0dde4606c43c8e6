import type { CredentialsAuth, IntegrationDefinition } from '@tributary/integration-kit/host'
import { listFields } from '../../config/list-fields.ts'

/** @throws TypeError that says what to change when an integration could not connect by credentials */
export function check({ name, api, identify }: IntegrationDefinition, auth: CredentialsAuth): void {
  const label = `integration "${name}"`
  if (listFields(auth.fields).length === 0)
    throw new TypeError(`${label} asks for no credentials: declare "fields" with field.*`)
  // The type says so too; plugins are written in JavaScript as well.
  if (typeof identify !== 'function')
    throw new TypeError(
      `${label} connects by credentials: add "identify", which asks the provider whose they are, so that wrong ones are refused instead of stored`,
    )
  if (api === undefined) throw new TypeError(`${label} identifies accounts, but has no "api" to ask`)
}
