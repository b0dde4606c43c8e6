import type { OpenApiOperation, OpenApiResponse } from './document.ts'
import { type ComponentScope, nameBody, nameComponents } from './name-components.ts'
import { operationIdOf } from './operation-id.ts'

/** Names the schemas of an operation and adds the problems that the kernel answers for it. */
export function describeOperation(
  operation: OpenApiOperation,
  at: { path: string; method: string; scope: ComponentScope },
): OpenApiOperation {
  const { path, method, scope } = at
  const named = <T extends { readonly schema?: unknown }>(holder: T): T =>
    holder.schema === undefined ? holder : { ...holder, schema: nameComponents(holder.schema, scope) }
  const content = (media: Readonly<Record<string, { readonly schema?: unknown }>>) =>
    Object.fromEntries(Object.entries(media).map(([type, body]) => [type, named(body)]))
  const body = operation.requestBody?.content
  const bodies = Object.fromEntries(Object.entries(body ?? {}).map(([type, media]) => [type, { ...media }]))
  for (const media of Object.values(bodies)) nameBody(media, scope)
  const responses = Object.entries(operation.responses ?? {}).map(
    ([status, response]): [string, OpenApiResponse] => [
      status,
      response.content === undefined ? response : { ...response, content: content(response.content) },
    ],
  )
  return {
    ...operation,
    operationId: operation.operationId ?? operationIdOf(scope.plugin, method, path),
    ...(operation.parameters === undefined ? {} : { parameters: operation.parameters.map(named) }),
    ...(body === undefined ? {} : { requestBody: { ...operation.requestBody, content: bodies } }),
    responses: { ...problemsOf(operation), ...Object.fromEntries(responses) },
  }
}

const problem = (description: string): OpenApiResponse => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const BAD_REQUEST = problem('The request does not fit this documentation.')
const NOT_SIGNED_IN = problem('The request carries no valid session or API key.')
const NOT_ALLOWED = problem('The user may not do this, or the API key lacks the scope.')
const OTHER = problem('Any other problem.')

function problemsOf(operation: OpenApiOperation): Record<string, OpenApiResponse> {
  const closed = (operation.security?.length ?? 0) > 0
  return {
    '400': BAD_REQUEST,
    ...(closed ? { '401': NOT_SIGNED_IN, '403': NOT_ALLOWED } : {}),
    default: OTHER,
  }
}
