import type { OpenApiOperation, OpenApiResponse } from './document.ts'
import { addHttpMembers } from './http-members.ts'
import { type ComponentScope, nameBody, nameComponents } from './name-components.ts'
import { operationIdOf } from './operation-id.ts'

/** Marks a generated operation whose body is optional. */
export const OPTIONAL_BODY_MARK = 'x-optional-body'

/** Names the schemas of an operation and adds the problem responses of the kernel. */
export function describeOperation(
  operation: OpenApiOperation,
  at: { path: string; method: string; scope: ComponentScope; isReadable: boolean },
): OpenApiOperation {
  const { path, method, scope, isReadable } = at
  const named = <T extends { readonly schema?: unknown }>(holder: T): T =>
    holder.schema === undefined ? holder : { ...holder, schema: nameComponents(holder.schema, scope) }
  const content = (media: Readonly<Record<string, { readonly schema?: unknown }>>) =>
    Object.fromEntries(
      Object.entries(media).map(([type, body]) => [
        type,
        type === PROBLEM_TYPE && isProblem(body.schema)
          ? { ...body, schema: PROBLEM_REFERENCE }
          : named(withExamples(body)),
      ]),
    )
  const body = operation.requestBody?.content
  const bodies = Object.fromEntries(
    Object.entries(body ?? {}).map(([type, media]) => [type, withExamples(media)]),
  )
  for (const media of Object.values(bodies)) nameBody(media, scope)
  const responses = Object.entries(operation.responses ?? {}).map(
    ([status, response]): [string, OpenApiResponse] => [
      status,
      {
        ...response,
        description: describeResponse(status, response),
        ...(response.content === undefined ? {} : { content: content(response.content) }),
      },
    ],
  )
  const { [OPTIONAL_BODY_MARK]: isOptional, ...rest } = operation
  const described = {
    ...rest,
    operationId: operation.operationId ?? operationIdOf(scope.plugin, method, path),
    ...(operation.parameters === undefined ? {} : { parameters: operation.parameters.map(named) }),
    ...(body === undefined
      ? {}
      : { requestBody: { ...operation.requestBody, required: isOptional !== true, content: bodies } }),
    responses: { ...problemsOf(operation), ...Object.fromEntries(responses) },
  }
  return addHttpMembers(described, { method, isReadable, problem })
}

interface Media {
  readonly schema?: unknown
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value?: unknown }>>
}

/** `@fastify/swagger` moves the examples of a body's schema beside the schema, which needs them where it becomes a component. */
function withExamples<T extends Media>(media: T): T {
  const { schema, example, examples } = media
  const moved = examples === undefined ? [example] : Object.values(examples).map(({ value }) => value)
  if (typeof schema !== 'object' || schema === null || '$ref' in schema || moved[0] === undefined)
    return { ...media }
  return { ...media, schema: { examples: moved, ...schema } }
}

/** What `@fastify/swagger` writes where a route says nothing. */
const UNDESCRIBED = 'Default Response'

const BY_STATUS: Readonly<Record<string, string>> = {
  201: 'What was created.',
  202: 'What was begun.',
  204: 'Done. The answer has no body.',
  304: 'Not changed since the answer that `If-None-Match` names.',
}

/** A schema's own description is that of its response; the rest is described by its status. */
function describeResponse(status: string, { description }: OpenApiResponse): string {
  return description === UNDESCRIBED ? (BY_STATUS[status] ?? description) : description
}

const PROBLEM_TYPE = 'application/problem+json'
const PROBLEM_REFERENCE = { $ref: '#/components/schemas/Problem' }

/** Whether a response schema of a route already is the kernel's `Problem`, possibly beside another form. */
function isProblem(schema: unknown): boolean {
  return typeof schema === 'object' && schema !== null && 'title' in schema && schema.title === 'Problem'
}

const problem = (description: string): OpenApiResponse => ({
  description,
  content: { [PROBLEM_TYPE]: { schema: PROBLEM_REFERENCE } },
})

const BAD_REQUEST = problem('Request validation failed.')
const NOT_SIGNED_IN = problem('The request carries no valid session or API key.')
const NOT_ALLOWED = problem('The user lacks the permission, or the API key lacks the scope.')
const OTHER_TYPE = problem(
  'The body has a content type that this operation does not accept; `Accept` names those it does.',
)
const OTHER = problem('Any other problem.')

function problemsOf(operation: OpenApiOperation): Record<string, OpenApiResponse> {
  const closed = (operation.security?.length ?? 0) > 0
  return {
    '400': BAD_REQUEST,
    ...(closed ? { '401': NOT_SIGNED_IN, '403': NOT_ALLOWED } : {}),
    ...(operation.requestBody === undefined ? {} : { '415': OTHER_TYPE }),
    default: OTHER,
  }
}
