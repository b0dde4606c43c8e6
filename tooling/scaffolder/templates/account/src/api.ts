import type { ProviderAccount, ProviderHttp } from '@tributary/integration-kit'
import { Type } from 'typebox'

const Account = Type.Object({ id: Type.String({ minLength: 1 }), name: Type.String() })

/** Whose the credentials are. */
export async function fetchAccount({ http }: { readonly http: ProviderHttp }): Promise<ProviderAccount> {
  return http.get('/me', { schema: Account })
}
