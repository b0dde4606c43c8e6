import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { demoCreateDemoData, demoDeleteDemoData, demoGetDemoData } from '@tributary/client'
import { client } from './client.ts'

/** While demo data comes or goes, its jobs tell most of it; the rest is asked for. */
const LOOK_MILLISECONDS = 1500

/** The person's demo data. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: async ({ signal }) => (await demoGetDemoData({ client, signal })).data,
  refetchInterval: ({ state }) =>
    state.data?.state === 'creating' || state.data?.state === 'removing' ? LOOK_MILLISECONDS : false,
})

/** Creates the demo data; it comes in while the person looks. */
export function useCreateDemo() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => demoCreateDemoData({ client }),
    onSuccess: () => queryClient.invalidateQueries(),
  })
}

/** Removes the demo data whole. */
export function useDeleteDemo() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () => demoDeleteDemoData({ client }),
    onSuccess: () => queryClient.invalidateQueries(),
  })
}
