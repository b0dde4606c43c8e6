import type { ProviderHttp } from '@tributary/integration-kit'
import { type Static, Type } from 'typebox'

const Account = Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String() })

type Account = Static<typeof Account>

/** Whose the credentials are. */
export async function fetchAccount({ http }: { readonly http: ProviderHttp }): Promise<Account> {
  return http.get('/me', { schema: Account })
}
