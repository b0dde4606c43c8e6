import type { ProviderHttp } from '@tributary/integration-kit'
import type { PollOptions, SearchIndex, SearchQuery } from '@tributary/integration-kit/providers'
import { runTask, unless } from './api.ts'
import { Found } from './api-shapes.ts'
import { SETTINGS } from './settings-table.ts'

/** The index of an instance. It is made, with its settings, at the first write. */
export function openIndex(http: ProviderHttp, uid: string, options: PollOptions): SearchIndex {
  const path = `indexes/${uid}`
  const post = (to: string, json: unknown) => runTask(http, { method: 'POST', path: to, json }, options)
  const setUp = async () => {
    await post('indexes', { uid, primaryKey: 'id' }).catch(unless('index_already_exists'))
    await runTask(http, { method: 'PATCH', path: `${path}/settings`, json: SETTINGS }, options)
  }
  const removeWhere = (filter: string) =>
    post(`${path}/documents/delete`, { filter }).catch(unless('index_not_found'))
  let isReady = false
  return {
    async index(personId, documents) {
      if (!isReady) await setUp()
      isReady = true
      const stored = documents.map(({ at, ...rest }) => ({
        ...rest,
        person: personId,
        at: at && Date.parse(at),
      }))
      await post(`${path}/documents`, stored)
    },
    remove: (personId, ids) => removeWhere(`${personIs(personId)} AND id IN ${JSON.stringify(ids)}`),
    removeAll: (personId) => removeWhere(personIs(personId)),
    async query(query) {
      const { offset = 0, limit } = query
      const q = plainWords(query.text)
      // Without a word Meilisearch finds everything.
      if (!/[\p{L}\p{N}]/u.test(q)) return { ids: [], estimatedTotal: 0 }
      const filter = filterOf(query)
      const json = { q, filter, offset, limit, attributesToRetrieve: ['id'], matchingStrategy: 'all' }
      const answer = http.post(`${path}/search`, { schema: Found, json })
      const { hits = [], estimatedTotalHits = 0 } = (await answer.catch(unless('index_not_found'))) ?? {}
      return { ids: hits.map(({ id }) => id), estimatedTotal: estimatedTotalHits }
    },
  }
}

const personIs = (personId: string): string => `person = "${personId}"`

function filterOf({ personId, source, kind, from, before }: SearchQuery): string {
  return [
    personIs(personId),
    ...(source === undefined ? [] : [`source = "${source}"`]),
    ...(kind === undefined ? [] : [`kind = "${kind}"`]),
    ...(from === undefined ? [] : [`at >= ${Date.parse(from)}`]),
    ...(before === undefined ? [] : [`at < ${Date.parse(before)}`]),
  ].join(' AND ')
}

/** Quotes make a phrase, and a hyphen before a word excludes it: https://www.meilisearch.com/docs/reference/api/search#query-q */
function plainWords(text: string): string {
  return text.replaceAll(/["“”„«»]/g, ' ').replaceAll(/(^|\s)-+/g, '$1')
}
