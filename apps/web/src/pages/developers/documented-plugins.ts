import { queryOptions } from '@tanstack/react-query'
import { client } from '../../api/client.ts'

/** The part of the OpenAPI document that names the plugins. */
interface TaggedDocument {
  readonly tags?: readonly { readonly name: string; readonly description?: string }[]
}

/** The plugins that have operations, with what each is about. */
export const documentedPluginsQuery = queryOptions({
  queryKey: ['documented-plugins'],
  queryFn: async ({ signal }) => {
    const { data } = await client.get<{ 200: TaggedDocument }, unknown, true>({
      url: '/openapi.json',
      signal,
    })
    return (data.tags ?? []).toSorted((a, b) => a.name.localeCompare(b.name))
  },
})
