// @boundaries-ignore The check alone installs it.
import createClient from 'openapi-fetch'
import { type Connect, cookieOf, NEW_KEY, typed } from '../client.ts'
import type { paths } from './generated/schema.ts'

export const connect: Connect = (baseUrl) => {
  const client = createClient<paths>({ baseUrl })
  let headers: Record<string, string> = {}
  client.use({
    onRequest({ request }) {
      for (const [name, value] of Object.entries(headers)) request.headers.set(name, value)
      return request
    },
  })
  return {
    async signIn(body) {
      const { response } = await client.POST('/api/accounts/sign-in/email', { body })
      headers = { cookie: cookieOf(response.headers.getSetCookie()) }
      const me = await client.GET('/api/accounts/me')
      const created = await client.POST('/api/accounts/keys', { body: NEW_KEY })
      headers = { authorization: `Bearer ${found(created).key}` }
      return typed(found(me).email)
    },
    async importFile(file) {
      const started = await client.POST('/api/netflix/import', {
        body: { file },
        bodySerializer: (body) => {
          const form = new FormData()
          if (body !== undefined) form.append('file', body.file)
          return form
        },
      })
      return { id: typed(found(started).id), location: started.response.headers.get('location') }
    },
    async readJob(id) {
      return typed(found(await client.GET('/api/jobs/{id}', { params: { path: { id } } })))
    },
    async listItems(query) {
      return typed(found(await client.GET('/api/library/items', { params: { query } })))
    },
    async listChanges(query) {
      return typed(found(await client.GET('/api/changes', { params: { query } })))
    },
    async followChanges(cursor, signal) {
      const followed = await client.GET('/api/changes/stream', {
        params: { query: { cursor } },
        parseAs: 'stream',
        signal,
      })
      return found(followed)
    },
    async exportItems(query) {
      return typed(found(await client.GET('/api/library/export', { params: { query }, parseAs: 'text' })))
    },
  }
}

function found<T>({ data, error }: { data?: T; error?: unknown }): NonNullable<T> {
  if (data === undefined || data === null) throw new Error(`refused: ${JSON.stringify(error)}`)
  return data
}
