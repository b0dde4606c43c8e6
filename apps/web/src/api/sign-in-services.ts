import { queryOptions } from '@tanstack/react-query'
import { signInListServices } from '@tributary/client'
import { client } from './client.ts'

/** The services to sign in with; known without a sign-in. */
export const signInServicesQuery = queryOptions({
  queryKey: ['sign-in-services'],
  queryFn: async ({ signal }) => (await signInListServices({ client, signal })).data.items,
})
