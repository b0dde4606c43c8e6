import { IntegrationError } from '@tributary/integration-kit'
import type { ApiContext, ApiDefinition } from '@tributary/integration-kit/host'

/** Where the API of one connection is, and what goes with every request to it. */
export interface ResolvedApi {
  /** Ends with a slash. */
  readonly base: URL
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Resolves what a definition leaves to the configuration and the connection.
 *
 * @throws IntegrationError `bad_configuration` for an address that is none
 */
export function resolveApi({ baseUrl, headers = {} }: ApiDefinition, context: ApiContext): ResolvedApi {
  const address = typeof baseUrl === 'string' ? baseUrl : baseUrl(context)
  const base = URL.parse(address.endsWith('/') ? address : `${address}/`)
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new IntegrationError(
      'bad_configuration',
      `"${address}" is not the address of an API. Connect again with the right one.`,
    )
  return { base, headers: typeof headers === 'function' ? headers(context) : headers }
}
