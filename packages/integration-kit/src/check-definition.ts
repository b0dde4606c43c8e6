import type { ApiKeyAuth, OAuth2Auth } from './auth.ts'
import type { IntegrationDefinition } from './integration.ts'

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Throws a `TypeError` that says what to change when a definition cannot work. */
export function checkDefinition(definition: IntegrationDefinition): void {
  const { name, auth, streams } = definition
  if (!NAME.test(name))
    throw new TypeError(`integration name "${name}" must be lower-case kebab, like "last-fm"`)
  if (streams.length === 0) throw new TypeError(`integration "${name}" declares no streams`)
  const seen = new Set<string>()
  for (const stream of streams) {
    if (seen.has(stream.id)) throw new TypeError(`integration "${name}" declares two streams "${stream.id}"`)
    seen.add(stream.id)
    checkStream(definition, stream)
  }
  if (auth.kind === 'oauth2') checkOAuth2(definition, auth)
  if (auth.kind === 'apiKey') checkApiKey(definition, auth)
}

function checkStream(
  { name, auth, api, fileImport }: IntegrationDefinition,
  stream: IntegrationDefinition['streams'][number],
): void {
  const label = `stream "${stream.id}" of integration "${name}"`
  if (!NAME.test(stream.id)) throw new TypeError(`${label} must be lower-case kebab, like "recently-played"`)
  if (stream.sync === undefined && stream.importFile === undefined)
    throw new TypeError(`${label} has neither sync nor importFile: it could never deliver`)
  if (auth.kind === 'fileImport' && stream.importFile === undefined)
    throw new TypeError(`${label} has no importFile, and a file is all this integration gets`)
  if (auth.kind !== 'fileImport' && fileImport === undefined && stream.sync === undefined)
    throw new TypeError(`${label} has no sync, and the integration imports no files: add "fileImport" to it`)
  if ((auth.kind === 'oauth2' || auth.kind === 'apiKey') && stream.sync !== undefined && api === undefined)
    throw new TypeError(`${label} syncs, but the integration has no "api": say where the provider's API is`)
}

function checkOAuth2({ name, config, api, identify }: IntegrationDefinition, auth: OAuth2Auth): void {
  const label = `integration "${name}"`
  for (const key of auth.clientAuthentication === 'none' ? ['clientId'] : ['clientId', 'clientSecret']) {
    if (config?.properties[key] === undefined)
      throw new TypeError(`${label} connects by OAuth 2.0: its config needs the field "${key}"`)
  }
  if (auth.clientAuthentication === 'none' && !auth.pkce)
    throw new TypeError(`${label} has a client without a secret: it needs pkce (RFC 9700, section 2.1.1)`)
  for (const url of [auth.authorizationUrl, auth.tokenUrl, auth.revocation?.url]) {
    if (url !== undefined && URL.parse(url)?.protocol !== 'https:' && !isLoopback(url))
      throw new TypeError(`${label} names "${url}", which is no https address`)
  }
  if (identify !== undefined && api === undefined)
    throw new TypeError(`${label} identifies accounts, but has no "api" to ask`)
}

function checkApiKey({ name, api, identify }: IntegrationDefinition, auth: ApiKeyAuth): void {
  const label = `integration "${name}"`
  if ((auth.header === undefined) === (auth.query === undefined))
    throw new TypeError(`${label} sends its key by "header" or by "query": say one of them`)
  // The type says so too; plugins are written in JavaScript as well.
  if (typeof identify !== 'function')
    throw new TypeError(
      `${label} connects by key: add "identify", which asks the provider whose key it is, so that a wrong one is refused instead of stored`,
    )
  if (api === undefined) throw new TypeError(`${label} identifies accounts, but has no "api" to ask`)
}

/** Servers in a test and on the same machine have no certificate. */
function isLoopback(url: string): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(URL.parse(url)?.hostname ?? '')
}
