import type { ProviderHttp } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'

const Account = Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String() })

type Account = Static<typeof Account>
const SignIn = Type.Object({ token: Type.String({ minLength: 1 }) })

/** Whose the credentials are. */
export async function fetchAccount({ http }: { readonly http: ProviderHttp }): Promise<Account> {
  return http.get('/me', { schema: Account })
}

/** Exchanges a password for the token of a session. */
export async function fetchToken({
  http,
  credentials,
}: {
  readonly http: ProviderHttp
  readonly credentials: { readonly username: string; readonly password: string }
}): Promise<string> {
  return (await http.post('/sign-in', { schema: SignIn, json: credentials })).token
}
