import { KernelError } from '../kernel-error.ts'
import type { PluginRecord } from '../plugin-record.ts'
import { describeOperation } from './describe-operation.ts'
import { type OpenApiDocument, type OpenApiOperation, type OpenApiTag, PROBLEM_SCHEMA } from './document.ts'
import { DocumentClaims, operationClash } from './document-claims.ts'
import type { OpenApiFragment } from './fragment.ts'
import { HTTP_HEADERS, HTTP_PARAMETERS, hasEntityTag } from './http-members.ts'
import { type ComponentScope, nameBodies, newComponentScope } from './name-components.ts'
import { namesUsedIn, pick } from './plugin-document.ts'
import { ProblemMembers } from './problem-members.ts'
import { readFragment } from './read-fragment.ts'
import { SchemaOwners } from './schema-owners.ts'

/** One plugin's share of the document. */
interface Part {
  readonly tag: OpenApiTag
  readonly paths: Map<string, Record<string, OpenApiOperation>>
  readonly webhooks: ReadonlyMap<string, Readonly<Record<string, OpenApiOperation>>>
  readonly schemas: ReadonlyMap<string, object>
  readonly securitySchemes: ReadonlyMap<string, object>
  readonly problemMembers: ReadonlyMap<string, object>
  /** The components that it refers to. */
  readonly references: readonly Reference[]
  readonly parameters: ReadonlySet<string>
  readonly headers: ReadonlySet<string>
}

interface Reference {
  readonly kind: 'schemas' | 'securitySchemes'
  readonly name: string
}

/** The output of `@fastify/swagger` for all routes. */
export type GeneratedDocument = Omit<OpenApiDocument, 'tags' | 'components'> & {
  readonly components: Pick<OpenApiDocument['components'], 'schemas' | 'securitySchemes'>
}

/** Where the operations of plugins are read. */
export interface DocumentSource {
  readonly record: PluginRecord
  /** The output for the Fastify instance that has the plugin's routes. */
  readonly generated: GeneratedDocument
}

/**
 * Merges the routes and fragments of all plugins. A plugin whose part is invalid or clashes is passed to `refuse` and
 * omitted entirely; nothing is overwritten. What frames the document is taken from `frame`.
 */
export function mergeDocument(
  frame: GeneratedDocument,
  given: {
    sources: readonly DocumentSource[]
    refuse: (record: PluginRecord, reason: Error) => void
  },
): OpenApiDocument {
  const claims = new DocumentClaims()
  const members = new ProblemMembers(PROBLEM_SCHEMA.properties)
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  const webhooks: Record<string, Readonly<Record<string, OpenApiOperation>>> = {}
  const schemas: Record<string, object> = { Problem: PROBLEM_SCHEMA }
  const securitySchemes: Record<string, object> = { ...frame.components.securitySchemes }
  const tags: OpenApiTag[] = []
  const owners = new SchemaOwners()
  owners.add(new Map(Object.entries(schemas)))
  const used = { parameters: new Set<string>(), headers: new Set<string>() }
  for (const { record, generated } of given.sources) {
    try {
      const part = partOf(record, generated)
      checkReferences(record.name, part, { schemas, securitySchemes })
      owners.check(record.name, part.schemas)
      members.check(record.name, part.problemMembers)
      claims.claim(record.name, part.paths, part.webhooks)
      members.add(record.name, part.problemMembers)
      for (const [path, item] of part.paths) paths[path] = { ...paths[path], ...item }
      for (const [name, item] of part.webhooks) webhooks[name] = item
      for (const [name, schema] of part.schemas) schemas[name] = schema
      owners.add(part.schemas)
      for (const name of part.parameters) used.parameters.add(name)
      for (const name of part.headers) used.headers.add(name)
      for (const [name, scheme] of part.securitySchemes) securitySchemes[name] = scheme
      if (part.paths.size + part.webhooks.size > 0) tags.push(part.tag)
    } catch (error) {
      given.refuse(record, error instanceof Error ? error : new Error(String(error)))
    }
  }
  const { openapi, info, servers } = frame
  return {
    openapi,
    info,
    ...(servers === undefined ? {} : { servers }),
    tags,
    paths,
    ...(Object.keys(webhooks).length === 0 ? {} : { webhooks }),
    components: {
      schemas: { ...schemas, Problem: { ...PROBLEM_SCHEMA, properties: members.all() } },
      securitySchemes,
      parameters: pick(HTTP_PARAMETERS, used.parameters),
      headers: pick(HTTP_HEADERS, used.headers),
    },
  }
}

type Operation = readonly [path: string, method: string, operation: OpenApiOperation]

/** A plugin's routes do not change, so its part is read once. */
const parts = new WeakMap<PluginRecord, Part>()
const operationsOf = new WeakMap<GeneratedDocument, ReadonlyMap<string, readonly Operation[]>>()

function partOf(record: PluginRecord, generated: GeneratedDocument): Part {
  const known = parts.get(record)
  if (known !== undefined) return known
  const operations = operationsOf.get(generated) ?? operationsByTag(generated)
  operationsOf.set(generated, operations)
  const part = readPart(record, operations.get(record.name) ?? [], generated.components.schemas ?? {})
  parts.set(record, part)
  return part
}

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

function readPart(
  record: PluginRecord,
  operations: readonly Operation[],
  shared: ComponentScope['shared'],
): Part {
  const { name, plugin } = record
  const fragment: OpenApiFragment = plugin.openapiSchema?.() ?? {}
  const { schemas: own, paths: foreign, webhooks, ...members } = readFragment(name, fragment)
  const scope = newComponentScope(name, { own, shared })
  const paths: Part['paths'] = new Map()
  const readable = new Set(
    operations
      .filter(([, method, operation]) => method === 'get' && hasEntityTag(operation))
      .map(([path]) => path),
  )
  for (const [path, method, operation] of operations) {
    const item = paths.get(path) ?? {}
    item[method] = describeOperation(operation, { path, method, scope, isReadable: readable.has(path) })
    paths.set(path, item)
  }
  nameBodies(scope)
  for (const [path, item] of foreign) {
    const existing = paths.get(path) ?? {}
    for (const [method, operation] of Object.entries(item)) {
      const claim = { plugin: name, operation: `${method.toUpperCase()} ${path}` }
      if (method in existing) throw operationClash(claim, claim)
      existing[method] = { ...operation, tags: [name] }
    }
    paths.set(path, existing)
  }
  const tag = {
    name,
    description: fragment.description ?? `Operations of the plugin "${name}".`,
    ...(fragment.externalDocs === undefined ? {} : { externalDocs: fragment.externalDocs }),
  }
  const read = { ...members, tag, paths, webhooks: tagged(webhooks, name), schemas: scope.schemas }
  const operationsText = JSON.stringify([[...paths.values()], [...read.webhooks.values()]])
  return {
    ...read,
    references: referencesIn(operationsText + JSON.stringify([...scope.schemas.values()])),
    parameters: namesUsedIn(operationsText, 'parameters'),
    headers: namesUsedIn(operationsText, 'headers'),
  }
}

function referencesIn(text: string): readonly Reference[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, kind, name]) =>
    name === undefined || (kind !== 'schemas' && kind !== 'securitySchemes') ? [] : [{ kind, name }],
  )
}

function tagged(webhooks: Part['webhooks'], plugin: string): Part['webhooks'] {
  const withTag = (item: Readonly<Record<string, OpenApiOperation>>) =>
    Object.fromEntries(
      Object.entries(item).map(([method, operation]) => [method, { ...operation, tags: [plugin] }]),
    )
  return new Map([...webhooks].map(([name, item]) => [name, withTag(item)]))
}

const REFERENCE = /"\$ref":"#\/components\/(schemas|securitySchemes)\/([^"/]+)/g

/** Refuses references to components that belong neither to the plugin nor to one that boots before it. */
function checkReferences(
  plugin: string,
  part: Part,
  merged: Readonly<Record<'schemas' | 'securitySchemes', Readonly<Record<string, object>>>>,
): void {
  for (const { kind, name } of part.references) {
    if (part[kind].has(name) || Object.hasOwn(merged[kind], name)) continue
    const cure = /^def-\d+$/.test(name)
      ? 'has a schema with a $ref that the documentation cannot follow, as recursive types have: describe that part as Type.Unknown()'
      : `refers to the component "${name}" of the OpenAPI document, which neither it nor a plugin before it has: add it to components.${kind} of openapiSchema`
    throw new KernelError('BAD_OPENAPI', `plugin "${plugin}" ${cure}`)
  }
}
