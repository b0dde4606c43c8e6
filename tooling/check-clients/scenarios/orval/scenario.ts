import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import {
  accountsCreateKey,
  accountsGetMe,
  accountsSignIn,
  changesListChanges,
  getChangesFollowChangesUrl,
  jobsGetJob,
  libraryExportItems,
  libraryListItems,
  netflixImportFile,
} from './generated/client.ts'

/** The address of the server is in the generated code. */
export const connect: Connect = () => {
  let headers: Record<string, string> = {}
  return {
    async signIn(as) {
      const signedIn = await accountsSignIn(as)
      headers = { cookie: cookieOf(signedIn.headers.getSetCookie()) }
      const me = await accountsGetMe({ headers })
      const created = await accountsCreateKey(NEW_KEY, { headers })
      if (me.status !== 200 || created.status !== 201) throw refused(created)
      headers = { authorization: `Bearer ${created.data.key}` }
      return typed(me.data.email)
    },
    async importFile(file) {
      const started = await netflixImportFile({ file }, { headers })
      if (started.status !== 202) throw refused(started)
      return { id: typed(started.data.id), location: started.headers.get('location') }
    },
    async readJob(id) {
      const job = await jobsGetJob(id, { headers })
      if (job.status !== 200) throw refused(job)
      return typed(job.data)
    },
    async listItems(query) {
      const list = await libraryListItems(query, { headers })
      if (list.status !== 200) throw refused(list)
      return typed(list.data)
    },
    async listChanges(query) {
      const list = await changesListChanges(query, { headers })
      if (list.status !== 200) throw refused(list)
      return typed(list.data)
    },
    // The generated function reads an answer to its end; the function of its address is generated beside it.
    async followChanges(cursor, signal) {
      const { body } = await fetch(getChangesFollowChangesUrl({ cursor }), { headers, signal })
      if (body === null) throw new Error('no stream')
      return body
    },
    async exportItems(query) {
      const exported = await libraryExportItems(query, { headers })
      if (exported.status !== 200) throw refused(exported)
      return typed(exported.data)
    },
  }
}

function refused({ status, data }: { status: number; data: unknown }): Error {
  return new Error(`refused: ${status} ${JSON.stringify(data)}`)
}
