import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { type AccountsMe, type AccountsMyChange, accountsUpdateMe } from '@tributary/client'
import { client } from './client.ts'
import { meQuery } from './me.ts'

/** Changes the profile of the signed-in person; language and theme apply at once. */
export function useChangeMe(): UseMutationResult<AccountsMe, Error, AccountsMyChange> {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: async (body: AccountsMyChange) => (await accountsUpdateMe({ client, body })).data,
    onSuccess: (me) => queryClient.setQueryData(meQuery.queryKey, me),
  })
}
