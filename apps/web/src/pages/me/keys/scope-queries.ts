import { queryOptions } from '@tanstack/react-query'
import { accountsListKeys } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { type ScopedDocument, scopesOf } from './scopes.ts'

const MOST_SHOWN = 500

/** The API keys of the person. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }) =>
    (await accountsListKeys({ client, query: { limit: MOST_SHOWN }, signal })).data.items,
})

/** What a key can be allowed, as the documentation of the API says it. */
export const scopesQuery = queryOptions({
  queryKey: ['scopes'],
  queryFn: async ({ signal }) => {
    const { data } = await client.get<{ 200: ScopedDocument }, unknown, true>({
      url: '/openapi.json',
      signal,
    })
    return scopesOf(data)
  },
})
