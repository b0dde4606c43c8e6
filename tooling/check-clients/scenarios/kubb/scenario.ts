// @boundaries-ignore The check alone installs it.
import { axiosInstance } from '@kubb/plugin-client/clients/axios'
import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import {
  accountsCreateKey,
  accountsGetMe,
  accountsSignIn,
  changesFollowChanges,
  changesListChanges,
  jobsGetJob,
  libraryExportItems,
  libraryListItems,
  netflixImportFile,
} from './generated/index.ts'

export const connect: Connect = (baseUrl) => {
  const { defaults } = axiosInstance
  defaults.baseURL = baseUrl
  // axios writes arrays as `types[]=`, unless told to do as OpenAPI has it.
  defaults.paramsSerializer = { indexes: null }
  return {
    async signIn(as) {
      const signedIn = await accountsSignIn(as)
      defaults.headers.common['cookie'] = cookieOf(signedIn.headers['set-cookie'] ?? [])
      const me = await accountsGetMe()
      const created = await accountsCreateKey(NEW_KEY)
      delete defaults.headers.common['cookie']
      defaults.headers.common['authorization'] = `Bearer ${created.data.key}`
      return typed(me.data.email)
    },
    async importFile(file) {
      const started = await netflixImportFile({ file })
      return { id: typed(started.data.id), location: started.headers['location'] as string }
    },
    readJob: async (id) => typed((await jobsGetJob(id)).data),
    listItems: async (query) => typed((await libraryListItems(query)).data),
    listChanges: async (query) => typed((await changesListChanges(query)).data),
    async followChanges(cursor, signal) {
      const { data }: { data: unknown } = await changesFollowChanges({ cursor }, undefined, {
        responseType: 'stream',
        signal,
      })
      return data as AsyncIterable<Uint8Array>
    },
    exportItems: async (query) => typed((await libraryExportItems(query, { responseType: 'text' })).data),
  }
}
