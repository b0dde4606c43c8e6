import { IntegrationError } from '@tributary/integration-kit'
import type { ApiContext, ApiDefinition } from '@tributary/integration-kit/host'
import type { EnteredIn } from './error-of-status.ts'

const CURES: Readonly<Record<EnteredIn, string>> = {
  connection: 'Connect again with the correct one.',
  configuration: 'Correct it in the configuration.',
}

/** The API of one connection: its address, and the headers and parameters of every request. */
export interface ResolvedApi {
  /** Ends with a slash. */
  readonly base: URL
  readonly headers: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
}

/**
 * Resolves the parts of a definition that depend on the configuration and the connection.
 *
 * @throws IntegrationError `bad_configuration` for an invalid address
 */
export function resolveApi(
  { baseUrl, headers = {}, query = {} }: ApiDefinition,
  context: ApiContext,
  enteredIn: EnteredIn = 'connection',
): ResolvedApi {
  const address = typeof baseUrl === 'string' ? baseUrl : baseUrl(context)
  const base = URL.parse(address.endsWith('/') ? address : `${address}/`)
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new IntegrationError(
      'bad_configuration',
      `"${address}" is not a valid API address. ${CURES[enteredIn]}`,
    )
  return {
    base,
    headers: typeof headers === 'function' ? headers(context) : headers,
    query: typeof query === 'function' ? query(context) : query,
  }
}
