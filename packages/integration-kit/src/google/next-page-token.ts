import type { NextPage } from '../http/provider-http.ts'

/**
 * For `next` of `http.pages`: the next page of a list of Google's, as a parameter of the query or a member of the JSON body. It depends only
 * on the token: an empty page may have a next one, and the last one has `""` or none.
 *
 * @example
 * http.pages('/playlists', { schema: Playlists, next: nextPageToken('query') })
 */
export function nextPageToken(part: 'query' | 'json') {
  return ({ body }: PageAnswer): NextPage | undefined =>
    body.nextPageToken ? { [part]: { pageToken: body.nextPageToken } } : undefined
}

interface PageAnswer {
  readonly body: { readonly nextPageToken?: string | null }
}
