import { queryOptions } from '@tanstack/react-query'
import { accountsListUsers, items } from '@tributary/client'
import { client } from '../../../api/client.ts'

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: ({ signal }) =>
    Array.fromAsync(items(accountsListUsers, { client, query: { limit: 500 }, signal })),
})
