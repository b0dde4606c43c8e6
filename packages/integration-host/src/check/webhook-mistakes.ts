import { fieldOf, type IntegrationDefinition } from '@tributary/integration-kit/host'
import { hasAccount } from '../auth/auth-strategies.ts'

const ALGORITHMS = ['sha1', 'sha256', 'sha512']
const ENCODINGS = ['hex', 'base64']

/** What is wrong with the webhook of a definition. */
export function* webhookMistakes(definition: IntegrationDefinition): Generator<string> {
  const { name, webhook, config, identify, api } = definition
  if (webhook === undefined) return
  const label = `integration "${name}", webhook,`
  const { signature, verify, events } = webhook
  if ((signature === undefined) === (verify === undefined))
    yield `${label} needs either "signature" or "verify", or requests of any sender are accepted: give exactly one of them`
  if (typeof events !== 'function') yield `${label} has no "events": say what a request tells`
  if (!hasAccount(definition) || identify === undefined)
    yield `${label} reports accounts: add an auth and "identify", whose id a webhook contains`
  // The ids of several servers are told apart by their host, which a webhook does not name.
  if (typeof api?.baseUrl === 'function')
    yield `${label} identifies accounts by id only, which two servers may share: make api.baseUrl a single address`
  if (signature === undefined) return
  if (!ALGORITHMS.includes(signature.algorithm))
    yield `${label} has the unknown signature.algorithm "${signature.algorithm}": use ${ALGORITHMS.join(', ')}`
  if (!ENCODINGS.includes(signature.encoding))
    yield `${label} has the unknown signature.encoding "${signature.encoding}": use ${ENCODINGS.join(', ')}`
  const secret = config?.properties[signature.secret]
  if (secret === undefined || fieldOf(secret)?.kind !== 'secret')
    yield `${label} takes its secret from the config field "${signature.secret}": declare it with field.secret`
}
