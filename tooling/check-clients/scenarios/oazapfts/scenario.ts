// @boundaries-ignore The check alone installs it.
import { ok } from '@oazapfts/runtime'
import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import * as api from './generated/client.ts'

/**
 * With `ok`, as its documentation has it where a refusal is thrown. `status === 200` narrows nothing here: every operation has a `default`
 * response, whose status is any number to this generator.
 */
export const connect: Connect = (baseUrl) => {
  api.defaults.baseUrl = baseUrl
  return {
    async signIn(as) {
      const { headers } = await api.accountsSignIn(as)
      api.defaults.headers = { cookie: cookieOf(headers.getSetCookie()) }
      const me = await ok(api.accountsGetMe())
      const created = await ok(api.accountsCreateKey(NEW_KEY))
      api.defaults.headers = { authorization: `Bearer ${created.key}` }
      return typed(me.email)
    },
    async importFile(file) {
      const started = api.netflixImportFile({ file })
      const { id } = await ok(started)
      return { id: typed(id), location: (await started).headers.get('location') }
    },
    readJob: async (id) => typed(await ok(api.jobsGetJob(id))),
    listItems: async (query) => typed(await ok(api.libraryListItems(query))),
    listChanges: async (query) => typed(await ok(api.changesListChanges(query))),
    // The generated function reads an answer to its end: the `fetch` that it is given takes the stream.
    followChanges: (cursor, signal) =>
      new Promise((resolve, reject) => {
        const take: typeof fetch = async (...request) => {
          const response = await fetch(...request)
          if (response.body === null || !response.ok) return response
          resolve(response.body)
          return new Response()
        }
        ok(api.changesFollowChanges({ cursor }, { signal, fetch: take })).catch(reject)
      }),
    // It asks for JSON where the only successful answer is text, since refusals are JSON: the server refuses that (406).
    exportItems: async (query) =>
      typed(await ok(api.libraryExportItems(query, { headers: { Accept: 'text/plain' } }))),
  }
}
