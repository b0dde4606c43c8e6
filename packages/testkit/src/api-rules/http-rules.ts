import { isDeepStrictEqual } from 'node:util'
import {
  type DescribedApi,
  type Operation,
  operationsOf,
  type Response,
  resolve,
  type Schema,
} from './document-parts.ts'
import type { ApiRule } from './rules.ts'

/**
 * POSTs that may be repeated without a further effect, by their verb: they change a state to one value, resume, or lead to a page. `Post` is an
 * integration's own route, whose effect is at the provider.
 */
const REPEATABLE =
  /^(?:Cancel|Mark|Enable|Disable|Retry|Load|Reload|Unload|Change|Rotate|Sign|Post|Ping|Test|Check|Verify|Preview|Confirm|Link|Try)/

const PROBLEM_TYPE = 'application/problem+json'
/** What every problem has. */
const MEMBERS = ['type', 'title', 'status', 'code']

/** The rules of requests and responses as HTTP has them. */
export const HTTP_RULES: readonly ApiRule[] = [
  {
    name: 'idempotency',
    *check(api) {
      for (const { at, method, plugin, operationId, isPublic, parameters, responses } of operationsOf(api)) {
        if (method !== 'post' || isPublic) continue
        const makes = '201' in responses || '202' in responses
        const verb = operationId.slice(plugin.replaceAll('-', '').length)
        if (!makes && REPEATABLE.test(verb)) continue
        if (!parameters.some(({ name }) => name === 'Idempotency-Key'))
          yield `${at} makes something and takes no Idempotency-Key: declare 201, 202 or config.creates`
      }
    },
  },
  {
    name: 'conditions',
    *check(api) {
      const readable = new Set(
        operationsOf(api)
          .filter(hasTag)
          .map(({ path }) => path),
      )
      for (const { at, path, parameters } of operationsOf(api))
        if (parameters.some(({ name }) => name === 'If-Match') && !readable.has(path))
          yield `${at} takes If-Match, which nothing can be compared with: GET there needs a query, or has no ETag`
    },
  },
  {
    name: 'errors',
    *check(api) {
      for (const { at, responses } of operationsOf(api)) {
        for (const status of ['400', 'default'])
          if (responses[status] === undefined) yield `${at} does not document ${status}`
        for (const [status, response] of Object.entries(responses))
          if (/^[45]|^default$/.test(status) && !hasProblem(api, response, responses['200']))
            yield `${at} answers ${status} without problem details: take PROBLEM_SCHEMA`
      }
    },
  },
  {
    name: 'bodies',
    *check(api) {
      for (const { at, body, responses } of operationsOf(api))
        if (Object.keys(body).length > 0 && responses['415'] === undefined)
          yield `${at} takes a body and does not document 415`
    },
  },
]

/** Whether GET answers at its address alone, with an entity tag. */
function hasTag({ method, parameters, responses }: Operation): boolean {
  const needsQuery = parameters.some((each) => each.in === 'query' && each.required === true)
  return method === 'get' && !needsQuery && responses['200']?.headers?.['ETag'] !== undefined
}

/** Whether an answer has problem details; it may also have a page for a browser. A report of the same form as 200 is no error. */
function hasProblem(api: DescribedApi, { content = {} }: Response, ok: Response | undefined): boolean {
  const { schema } = content[PROBLEM_TYPE] ?? {}
  if (schema === undefined) return isDeepStrictEqual(content, ok?.content)
  const forms = [schema, ...((schema['anyOf'] ?? []) as Schema[])]
  return forms.some((form) => MEMBERS.every((member) => requiredOf(resolve(api, form)).includes(member)))
}

function requiredOf(schema: Schema): readonly unknown[] {
  return Array.isArray(schema['required']) ? schema['required'] : []
}
