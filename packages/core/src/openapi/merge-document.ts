import { KernelError } from '../kernel-error.ts'
import type { PluginRecord } from '../plugin-record.ts'
import {
  type OpenApiDocument,
  type OpenApiOperation,
  type OpenApiResponse,
  type OpenApiTag,
  PROBLEM_SCHEMA,
} from './document.ts'
import type { OpenApiFragment } from './fragment.ts'
import { nameComponents } from './name-components.ts'
import { readFragment } from './read-fragment.ts'

/** One plugin's share of the document. */
interface Part {
  readonly tag: OpenApiTag
  readonly paths: Map<string, Record<string, OpenApiOperation>>
  readonly schemas: Map<string, object>
  readonly securitySchemes: Map<string, object>
}

/** What `@fastify/swagger` made of all routes. */
export type GeneratedDocument = Omit<OpenApiDocument, 'tags'>

/**
 * Merges the routes of all plugins and their fragments. A plugin whose part does not fit is handed to `refuse` and
 * left out whole; nothing is ever overwritten.
 */
export function mergeDocument(
  generated: GeneratedDocument,
  given: { records: readonly PluginRecord[]; refuse: (record: PluginRecord, reason: Error) => void },
): OpenApiDocument {
  const operations = operationsByTag(generated)
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  const schemas: Record<string, object> = { Problem: PROBLEM_SCHEMA }
  const securitySchemes: Record<string, object> = { ...generated.components.securitySchemes }
  const tags: OpenApiTag[] = []
  for (const record of given.records) {
    try {
      const part = readPart(record, operations.get(record.name) ?? [])
      checkClashes(record.name, part, paths)
      for (const [path, item] of part.paths) paths[path] = { ...paths[path], ...item }
      for (const [name, schema] of part.schemas) schemas[name] = schema
      for (const [name, scheme] of part.securitySchemes) securitySchemes[name] = scheme
      if (part.paths.size > 0) tags.push(part.tag)
    } catch (error) {
      given.refuse(record, error instanceof Error ? error : new Error(String(error)))
    }
  }
  const { openapi, info, servers } = generated
  return {
    openapi,
    info,
    ...(servers === undefined ? {} : { servers }),
    tags,
    paths,
    components: { schemas, securitySchemes },
  }
}

type Operation = readonly [path: string, method: string, operation: OpenApiOperation]

function operationsByTag(generated: GeneratedDocument): Map<string, Operation[]> {
  const byTag = new Map<string, Operation[]>()
  for (const [path, item] of Object.entries(generated.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = operation.tags?.[0] ?? ''
      const list = byTag.get(tag) ?? []
      list.push([path, method, operation])
      byTag.set(tag, list)
    }
  }
  return byTag
}

function readPart(record: PluginRecord, operations: readonly Operation[]): Part {
  const { name, plugin } = record
  const fragment: OpenApiFragment = plugin.openapiSchema?.() ?? {}
  const { schemas: own, securitySchemes, paths: foreign } = readFragment(name, fragment)
  const schemas = new Map(own)
  const paths = new Map<string, Record<string, OpenApiOperation>>()
  for (const [path, method, operation] of operations) {
    const item = paths.get(path) ?? {}
    item[method] = describeOperation(operation, name, schemas)
    paths.set(path, item)
  }
  for (const [path, item] of foreign) {
    const existing = paths.get(path) ?? {}
    for (const [method, operation] of Object.entries(item)) {
      if (method in existing) throw clash(name, method, path, name)
      existing[method] = { tags: [name], ...(operation as object) }
    }
    paths.set(path, existing)
  }
  const tag = {
    name,
    description: fragment.description ?? `Operations of the plugin "${name}".`,
    ...(fragment.externalDocs === undefined ? {} : { externalDocs: fragment.externalDocs }),
  }
  return { tag, paths, schemas, securitySchemes: new Map(securitySchemes) }
}

function checkClashes(
  plugin: string,
  part: Part,
  taken: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>,
): void {
  for (const [path, item] of part.paths) {
    const existing = Object.hasOwn(taken, path) ? taken[path] : undefined
    for (const method of Object.keys(item)) {
      const other = existing?.[method]
      if (other !== undefined) throw clash(plugin, method, path, other.tags?.[0] ?? 'unknown')
    }
  }
}

function clash(plugin: string, method: string, path: string, other: string): KernelError {
  return new KernelError(
    'OPENAPI_CLASH',
    `plugin "${plugin}" documents ${method.toUpperCase()} ${path}, which plugin "${other}" documents already: remove one of the two`,
  )
}

/** Names the schemas of an operation and adds the problems that the kernel answers for it. */
function describeOperation(
  operation: OpenApiOperation,
  plugin: string,
  schemas: Map<string, object>,
): OpenApiOperation {
  const content = (media: Readonly<Record<string, { readonly schema?: unknown }>>) =>
    Object.fromEntries(
      Object.entries(media).map(([type, body]) => [
        type,
        { ...body, schema: nameComponents(body.schema, plugin, schemas) },
      ]),
    )
  const responses = Object.entries(operation.responses ?? {}).map(
    ([status, response]): [string, OpenApiResponse] => [
      status,
      response.content === undefined ? response : { ...response, content: content(response.content) },
    ],
  )
  return {
    ...operation,
    ...(operation.requestBody?.content === undefined
      ? {}
      : { requestBody: { ...operation.requestBody, content: content(operation.requestBody.content) } }),
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
