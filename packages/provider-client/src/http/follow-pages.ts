import { type HttpAnswer, IntegrationError } from '@tributary/integration-kit'
import { type HttpContent, type HttpRequest, type NextPage } from '@tributary/integration-kit/host'
import type { Static, TSchema } from 'typebox'
import { urlIn } from './build-request.ts'

/** Sends the requests for pages to the API. */
export interface PageSource {
  readonly base: URL
  send<T extends TSchema>(request: HttpRequest<T>): Promise<HttpAnswer<Static<T>>>
}

/** The request, and how an answer leads to the next page. */
export interface PagedContent<T extends TSchema> extends HttpContent<T> {
  next(answer: HttpAnswer<Static<T>>): NextPage | undefined | null | false
}

/**
 * Requests page after page and yields each body.
 *
 * @throws IntegrationError `upstream` when a page repeats, which would loop forever
 */
export async function* followPages<T extends TSchema>(
  source: PageSource,
  path: string,
  { next, ...content }: PagedContent<T>,
): AsyncGenerator<Static<T>> {
  const seen = new Set<string>()
  let request: HttpRequest<T> | undefined = { ...content, path, method: isGet(content) ? 'GET' : 'POST' }
  while (request !== undefined) {
    if (!isNew(seen, request))
      throw new IntegrationError(
        'upstream',
        `${source.base.host} returned the same next page of ${path} twice.`,
      )
    const answer: HttpAnswer<Static<T>> = await source.send(request)
    yield answer.body
    const page = next(answer)
    request = page ? following(source.base, request, page) : undefined
  }
}

function isGet({ json, form, text }: HttpContent<TSchema>): boolean {
  return json === undefined && form === undefined && text === undefined
}

function following<T extends TSchema>(base: URL, request: HttpRequest<T>, page: NextPage): HttpRequest<T> {
  if (typeof page === 'string') {
    // A complete address: its query replaces that of the request. Relative ones are relative to the request (RFC 8288, section 3.1).
    const { query: _replaced, ...rest } = request
    return { ...rest, path: new URL(page, urlIn(base, request.path)).href }
  }
  const { query, json, form } = page
  return {
    ...request,
    ...(query === undefined ? {} : { query: { ...request.query, ...query } }),
    ...(json === undefined ? {} : { json: { ...(request.json as object | undefined), ...json } }),
    ...(form === undefined ? {} : { form: { ...request.form, ...form } }),
  }
}

function isNew(seen: Set<string>, { path, query, json, form }: HttpRequest<TSchema>): boolean {
  const name = JSON.stringify([path, query, json, form])
  if (seen.has(name)) return false
  seen.add(name)
  return true
}
