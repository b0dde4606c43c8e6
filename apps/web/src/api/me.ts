import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { type AccountsMe, accountsGetMe } from '@tributary/client'
import { client } from './client.ts'

/** Who is signed in. Throws a `TributaryProblem` with status 401 if no one is. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await accountsGetMe({ client, signal })).data,
  staleTime: Number.POSITIVE_INFINITY,
})

/** The signed-in person; below the shell's route only. */
export function useMe(): AccountsMe {
  return useSuspenseQuery(meQuery).data
}

/** Whether the signed-in person is an administrator. */
export function useIsAdministrator(): boolean {
  return useMe().roles.includes('admin')
}
