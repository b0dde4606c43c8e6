import { Type } from 'typebox'
import { field } from '../config/field.ts'
import { type CredentialsAuth, credentials } from './credentials.ts'

export interface ApiKeyOptions {
  /** The request header that carries the key. Exactly one of `header` and `query`. */
  readonly header?: string
  /** What precedes the key in the header: `Bearer`, `Token`. */
  readonly scheme?: string
  /** The query parameter that carries the key. */
  readonly query?: string
  /** How the person obtains the key, a step a line. */
  readonly howTo: readonly string[]
}

/** What a request header can carry; spaces around it come from copying. The host knows that it is matched in linear time. */
export const CREDENTIAL = '^ *[!-~]+ *$'

/**
 * The person pastes a key that the provider gave them.
 *
 * @example
 * auth: apiKey({ header: 'authorization', scheme: 'Bearer', howTo: ['Open Settings > API.', 'Copy the key.'] }),
 * identify: async ({ http }) => http.get('/me', { schema: Type.Object({ id: Type.String() }) }),
 * @throws TypeError when both or neither of `header` and `query` are given
 */
export function apiKey({ header, scheme, query, howTo }: ApiKeyOptions): CredentialsAuth {
  if ((header === undefined) === (query === undefined))
    throw new TypeError('apiKey sends the key by "header" or by "query": give exactly one of them')
  return credentials({
    fields: Type.Object({ apiKey: field.secret({ label: 'API key', pattern: CREDENTIAL }) }),
    howTo,
    authorize: ({ credentials: { apiKey: key } }) =>
      query === undefined
        ? { headers: { [header ?? '']: scheme === undefined ? key : `${scheme} ${key}` } }
        : { query: { [query]: key } },
  })
}
