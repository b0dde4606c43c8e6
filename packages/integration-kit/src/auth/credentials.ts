import type { Static, TObject } from 'typebox'
import type { ConfigurationValues } from '../config/configuration-values.ts'
import type { ProviderHttp } from '../http/provider-http.ts'

/** What a request carries. */
export interface RequestCredentials {
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
}

/** What a sign-in brought: a token, a cookie. Sealed, like the credentials themselves. */
export interface Session {
  readonly values: Readonly<Record<string, string>>
  /** Seconds from now. Absent: it lives until it is refused. */
  readonly expiresInSeconds?: number
}

export interface CredentialsOptions<F extends TObject = TObject> {
  /** What the person enters, made of `field.*`. */
  readonly fields: F
  /** How the person obtains it, a step a line. */
  readonly howTo: readonly string[]
  /**
   * Exchanges the credentials for a session. Called when the person connects, when the session expires and when the provider refuses
   * it. A wrong password is an `IntegrationError` of the code `auth_expired`.
   */
  signIn?(context: {
    /** Without credentials. */
    readonly http: ProviderHttp
    readonly credentials: Static<F>
    readonly config: ConfigurationValues
    readonly connection: ConfigurationValues
  }): Promise<Session>
  /** Puts credentials, or the session where there is a `signIn`, on a request. */
  authorize(context: {
    readonly credentials: Static<F>
    readonly session: Session['values']
  }): RequestCredentials
}

/** The person enters credentials of any form. */
export interface CredentialsAuth extends CredentialsOptions {
  readonly kind: 'credentials'
}

/**
 * The person enters credentials: a key, a user name and a password, several fields. Goes with `identify` in the definition, which
 * asks the provider with them before they are stored.
 *
 * @example
 * auth: credentials({
 *   fields: Type.Object({ username: field.text({ label: 'User name' }), password: field.secret({ label: 'Password' }) }),
 *   howTo: ['Use the user name and password of your account.'],
 *   signIn: async ({ http, credentials }) => {
 *     const { token } = await http.post('/sign-in', { schema: SignIn, json: credentials })
 *     return { values: { token }, expiresInSeconds: 3600 }
 *   },
 *   authorize: ({ session }) => ({ headers: { authorization: `Bearer ${session.token}` } }),
 * })
 */
export function credentials<F extends TObject>(options: CredentialsOptions<F>): CredentialsAuth {
  return { kind: 'credentials', ...(options as unknown as CredentialsOptions) }
}
