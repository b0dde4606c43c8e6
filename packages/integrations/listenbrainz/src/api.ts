import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { membersOf } from '@tributary/integration-kit/values'
import { Listens, TokenOwner } from './api-shapes.ts'

/** The maximum of the public server. Others return fewer, and do not refuse it. */
const PAGE_SIZE = 1000

/** The user of the token. */
export async function fetchUserName({ http }: { readonly http: ProviderHttp }): Promise<string> {
  return (await http.get('/validate-token', { schema: TokenOwner })).user_name
}

/** The newest listens of a user before a second; without one, the newest of all. */
export async function fetchListens(http: ProviderHttp, userName: string, before?: number) {
  const path = `/user/${encodeURIComponent(userName)}/listens`
  const query = { max_ts: before, count: before === undefined ? 1 : PAGE_SIZE }
  return (await http.get(path, { schema: Listens, query })).payload.listens
}

/** The response to an unknown token has the status 200. */
export function classifyAnswer({ body }: HttpAnswer): IntegrationError | undefined {
  if (membersOf(body)['valid'] !== false) return undefined
  return new IntegrationError('auth_expired', 'This user token is not valid. Copy it again.')
}
