import { queryOptions } from '@tanstack/react-query'
import { accountsGetSetup, isTributaryProblem } from '@tributary/client'
import { client } from './client.ts'

/** Whether the server has no administrator yet. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  staleTime: 0,
  queryFn: async ({ signal }) => {
    try {
      await accountsGetSetup({ client, signal })
      return true
    } catch (error) {
      if (isTributaryProblem(error) && error.status === 404) return false
      throw error
    }
  },
})
