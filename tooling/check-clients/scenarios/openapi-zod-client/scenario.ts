import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import { createApiClient } from './generated/client.ts'

export const connect: Connect = (baseUrl) => {
  // axios writes arrays as `types[]=`, unless told to do as OpenAPI has it.
  const client = createApiClient(baseUrl, { axiosConfig: { paramsSerializer: { indexes: null } } })
  const { axios } = client
  // The client answers with bodies; headers are those of axios.
  let answered: Record<string, unknown> = {}
  axios.interceptors.response.use((response) => {
    answered = response.headers
    return response
  })
  return {
    async signIn(as) {
      await client.accountsSignIn(as)
      axios.defaults.headers.common['cookie'] = cookieOf(answered['set-cookie'] as string[])
      const me = await client.accountsGetMe()
      const created = await client.accountsCreateKey(NEW_KEY)
      delete axios.defaults.headers.common['cookie']
      axios.defaults.headers.common['authorization'] = `Bearer ${created.key}`
      return typed(me.email)
    },
    async importFile(file) {
      const started = await client.netflixImportFile({ file })
      return { id: typed(started.id), location: answered['location'] as string }
    },
    readJob: async (id) => typed(await client.jobsGetJob({ params: { id } })),
    listItems: async (queries) => typed(await client.libraryListItems({ queries })),
    listChanges: async (queries) => typed(await client.changesListChanges({ queries })),
    async followChanges(cursor, signal) {
      const stream: unknown = await client.changesFollowChanges({
        queries: { cursor },
        responseType: 'stream',
        signal,
      })
      return stream as AsyncIterable<Uint8Array>
    },
    exportItems: async (queries) => typed(await client.libraryExportItems({ queries, responseType: 'text' })),
  }
}
