import type { RouteOptions } from 'fastify'
import { KernelError } from '../kernel-error.ts'
import { OPTIONAL_BODY_MARK } from '../openapi/describe-operation.ts'
import { describeProblem } from '../openapi/describe-problem.ts'
import { documentAccess } from '../openapi/document-access.ts'
import { CREATES_MARK, PERSONAL_MARK } from '../openapi/http-members.ts'
import { operationIdOf } from '../openapi/operation-id.ts'
import type { ResolvedAccess } from '../route-access.ts'
import { type Deprecation, describeDeprecation } from './deprecation.ts'
import { isOptionalBody } from './optional-body.ts'
import type { RouteTable } from './route-table.ts'

export interface Documented {
  readonly name: string
  readonly methods: readonly string[]
  readonly url: string
  readonly access: ResolvedAccess
  /** Narrowly bounded, so 429 is a common answer. */
  readonly isExpensive: boolean
  /** Whether it takes `Idempotency-Key`. */
  readonly creates: boolean
  readonly deprecated?: Deprecation | undefined
  readonly routes: RouteTable
}

/** Refuses a route whose schema is incomplete for the documentation or would make Fastify throw in `ready`. */
export function requireDocumentation(schema: unknown, plugin: string, route: string): void {
  const given = (typeof schema === 'object' && schema !== null ? schema : {}) as Readonly<
    Record<string, unknown>
  >
  const { response } = given
  const missing = [
    ...(typeof given['summary'] === 'string' ? [] : ['summary']),
    ...(typeof response === 'object' && response !== null && Object.keys(response).length > 0
      ? []
      : ['response']),
  ]
  if (missing.length > 0) {
    throw new KernelError(
      'BAD_ROUTE',
      `plugin "${plugin}" declares route ${route} without schema.${missing.join(' and schema.')}: every route is documented`,
    )
  }
  const bad = malformed(given)
  if (bad !== undefined) {
    throw new KernelError('BAD_ROUTE', `plugin "${plugin}" declares route ${route} with a bad schema: ${bad}`)
  }
}

/** Checks for what Fastify would throw later, when the owner of the route is unknown. */
function malformed(schema: Readonly<Record<string, unknown>>): string | undefined {
  if (schema['query'] !== undefined && schema['querystring'] !== undefined)
    return 'it has both "query" and "querystring"'
  const responses = Object.entries(schema['response'] as object).map(
    ([status, value]) => [`response.${status}`, value] as const,
  )
  for (const [where, value] of [['body', schema['body']] as const, ...responses]) {
    if (value === undefined || typeof value === 'boolean') continue
    if (typeof value !== 'object' || value === null) return `${where} is not a schema`
    const content: unknown = 'content' in value ? value.content : undefined
    if (typeof content !== 'object' || content === null) continue
    for (const [type, media] of Object.entries(content)) {
      if (typeof media?.schema !== 'object') return `${where}.content["${type}"] has no schema`
    }
  }
  return undefined
}

/** Adds tag, operation id and security, and closes body and query to unknown properties. */
export function documentRoute(
  route: RouteOptions,
  documented: Documented,
): NonNullable<RouteOptions['schema']> {
  const { name, methods, url, access, isExpensive, creates, deprecated, routes } = documented
  const { query, ...rest } = { ...route.schema } as Record<string, unknown>
  const schema: Record<string, unknown> = query === undefined ? rest : { ...rest, querystring: query }
  // A route with several methods gets one id per method when the document is merged.
  if (methods.length === 1) {
    const operationId =
      typeof schema['operationId'] === 'string'
        ? schema['operationId']
        : operationIdOf(name, methods[0] ?? 'GET', url)
    routes.addOperationId(name, operationId, `${methods.join(', ')} ${url}`)
    schema['operationId'] = operationId
  }
  // The generator marks every body as required; members that begin with `x-` pass through to the merge.
  if (isOptionalBody(schema['body'])) schema[OPTIONAL_BODY_MARK] = true
  if (creates) schema[CREATES_MARK] = true
  if (access.access !== 'public') schema[PERSONAL_MARK] = true
  if (isExpensive) schema['response'] = { ...(schema['response'] as object), 429: TOO_MANY }
  Object.assign(schema, documentAccess(access, schema['description']))
  if (deprecated !== undefined) {
    schema['deprecated'] = true
    schema['description'] = describeDeprecation(schema['description'], deprecated)
  }
  schema['tags'] = [name]
  // Monitoring may add what it likes to the address of a probe.
  if (route.config?.cost !== 'probe') schema['querystring'] ??= NO_PARAMETERS
  for (const part of ['body', 'querystring']) {
    const value = schema[part]
    if (isOpenObject(value)) schema[part] = close(value)
  }
  return schema
}

/** Of a route that declares no query: a parameter that is ignored would be taken for one that counts. */
const NO_PARAMETERS = { type: 'object', properties: {}, additionalProperties: false } as const

/** The additional response of an expensive operation. */
const TOO_MANY = describeProblem(
  'Too many concurrent expensive requests of this user. `Retry-After` gives the time to wait.',
)

/** Closed copies by original schema: routes with the same schema share one copy, so it is compiled once. */
const closed = new WeakMap<object, object>()

function close(schema: object): object {
  const copy = closed.get(schema) ?? { ...schema, additionalProperties: false }
  closed.set(schema, copy)
  return copy
}

function isOpenObject(value: unknown): value is object {
  return (
    typeof value === 'object' && value !== null && 'properties' in value && !('additionalProperties' in value)
  )
}
