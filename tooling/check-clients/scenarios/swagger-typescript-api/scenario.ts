import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import { Api } from './generated/client.ts'

type Headers = Record<string, string>

export const connect: Connect = (baseUrl) => {
  const client = new Api<Headers>({ baseUrl, securityWorker: (headers) => ({ headers: headers ?? {} }) })
  const { api } = client
  return {
    async signIn(as) {
      const signedIn = await api.accountsSignIn(as)
      client.setSecurityData({ cookie: cookieOf(signedIn.headers.getSetCookie()) })
      const me = await api.accountsGetMe()
      const created = await api.accountsCreateKey(NEW_KEY)
      client.setSecurityData({ authorization: `Bearer ${created.data.key}` })
      return typed(me.data.email)
    },
    async importFile(file) {
      const started = await api.netflixImportFile({ file })
      return { id: typed(started.data.id), location: started.headers.get('location') }
    },
    readJob: async (id) => typed((await api.jobsGetJob(id)).data),
    listItems: async (query) => typed((await api.libraryListItems(query)).data),
    listChanges: async (query) => typed((await api.changesListChanges(query)).data),
    // It decodes JSON alone: other answers are those of `fetch`, or what `format` names.
    async followChanges(cursor, signal) {
      const { body } = await api.changesFollowChanges({ cursor }, { signal })
      if (body === null) throw new Error('no stream')
      return body
    },
    exportItems: async (query) => typed((await api.libraryExportItems(query, { format: 'text' })).data),
  }
}
