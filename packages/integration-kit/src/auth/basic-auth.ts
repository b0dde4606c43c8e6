import { Type } from 'typebox'
import { field } from '../config/field.ts'
import { type CredentialsAuth, credentials } from './credentials.ts'

/**
 * The person enters a user name and a password, sent with each request (RFC 7617).
 *
 * @example
 * auth: basicAuth({ howTo: ['Make an app password under Settings > Security.'] })
 */
export function basicAuth({ howTo }: { readonly howTo: readonly string[] }): CredentialsAuth {
  return credentials({
    fields: Type.Object({
      // RFC 7617, section 2: the first colon ends the user name.
      username: field.text({ label: 'User name', pattern: '^[^:\\r\\n]+$' }),
      password: field.secret({ label: 'Password' }),
    }),
    howTo,
    authorize: ({ credentials: { username, password } }) => ({
      headers: {
        authorization: `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))}`,
      },
    }),
  })
}
