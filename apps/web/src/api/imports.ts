import { queryOptions } from '@tanstack/react-query'
import { importsGetImport, importsListImports } from '@tributary/client'
import { client } from './client.ts'

const SHOWN = 50

/** The person's imports of files, the newest first. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async ({ signal }) =>
    (await importsListImports({ client, query: { limit: SHOWN }, signal })).data.items,
})

/** One import of a file. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: async ({ signal }) => (await importsGetImport({ client, path: { id }, signal })).data,
  })
