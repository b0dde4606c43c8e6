import { IntegrationError } from '@tributary/integration-kit'
import { type HttpRequest, type Query } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'
import type { EgressRequest } from '../open-egress.ts'
import type { Authorization } from './authorizer.ts'
import type { ResolvedApi } from './resolve-api.ts'

const ACCEPT_HEADERS = {
  json: 'application/json',
  text: 'text/plain, */*;q=0.5',
  csv: 'text/csv, text/plain;q=0.5',
  xml: 'application/xml, text/xml, */*;q=0.5',
  nothing: '*/*',
} as const

/** A request for `fetch`. */
export interface BuiltRequest {
  readonly url: URL
  readonly init: Omit<EgressRequest, 'signal'>
}

/**
 * Builds a sendable request from the request of an integration.
 *
 * @throws IntegrationError `invalid_data` for an address outside of the API: credentials are sent only to the
 * provider's own API, even if an answer names another address
 */
export function buildRequest(
  { base, headers: always }: ResolvedApi,
  request: HttpRequest<TSchema>,
  authorization: Authorization | undefined,
): BuiltRequest {
  const { method, path, query, headers, accept = 'json' } = request
  const url = urlIn(base, path)
  appendQuery(url.searchParams, { ...query, ...authorization?.query })
  const { body, type } = bodyOf(request)
  return {
    url,
    init: {
      method,
      headers: {
        accept: ACCEPT_HEADERS[accept],
        ...always,
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
        ...authorization?.headers,
      },
      ...(body === undefined ? {} : { body }),
    },
  }
}

/** The URL of a request. @throws IntegrationError `invalid_data` if it is outside of the API */
export function urlIn(base: URL, path: string): URL {
  const isAbsolute = /^https?:\/\//i.test(path)
  const url = new URL(isAbsolute ? path : path.replace(/^\/+/, ''), base)
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
    throw new IntegrationError(
      'invalid_data',
      `${base.host} named an address outside its API as the next page.`,
    )
  return url
}

/** A parameter that the path already contains is replaced. */
function appendQuery(parameters: URLSearchParams, query: Query): void {
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue
    parameters.delete(name)
    for (const each of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      parameters.append(name, String(each))
  }
}

function bodyOf({ json, form, text }: HttpRequest<TSchema>): { body?: string; type?: string } {
  if (json !== undefined) return { body: JSON.stringify(json), type: 'application/json' }
  if (text !== undefined) return { body: text, type: 'text/plain; charset=utf-8' }
  if (form === undefined) return {}
  const parameters = new URLSearchParams()
  appendQuery(parameters, form)
  return { body: parameters.toString(), type: 'application/x-www-form-urlencoded' }
}
