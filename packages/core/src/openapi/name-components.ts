import { isDeepStrictEqual } from 'node:util'
import { KernelError } from '../kernel-error.ts'

const COMPONENT_NAME = /^[A-Za-z][A-Za-z0-9]*$/

/** The title of a schema that one plugin owns and others use: `jobs.ImportJob`. */
const OWNED_NAME = /^[a-z][a-z0-9-]*\.[A-Za-z][A-Za-z0-9]*$/

/** Where a JSON Schema holds further schemas: one, a list, or a map of them. */
const SCHEMA = new Set([
  'items',
  'additionalProperties',
  'not',
  'contains',
  'if',
  'then',
  'else',
  'propertyNames',
  'unevaluatedProperties',
])
const SCHEMA_LIST = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const SCHEMA_MAP = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])

/** One plugin's components while its operations are read. */
export interface ComponentScope {
  readonly plugin: string
  /** By full name, `<plugin>.<Title>`. */
  readonly schemas: Map<string, object>
  /** The schemas with an `$id` that `@fastify/swagger` stores under generated keys. */
  readonly shared: Readonly<Record<string, object>>
  /** The new references of the schemas that were moved. */
  readonly adopted: Map<string, string>
  /** Request bodies, which are named last. */
  readonly bodies: Body[]
}

interface Body {
  readonly holder: { schema?: unknown }
  readonly title: string
  readonly schema: Record<string, unknown>
}

export function newComponentScope(
  plugin: string,
  given: { own: ReadonlyMap<string, object>; shared: ComponentScope['shared'] },
): ComponentScope {
  return { plugin, schemas: new Map(given.own), shared: given.shared, adopted: new Map(), bodies: [] }
}

/**
 * Names a request body. The kernel closes bodies to unknown properties, so a body differs from a response of the same
 * title: such a body becomes `<Title>Input`.
 */
export function nameBody(holder: { schema?: unknown }, scope: ComponentScope): void {
  const { schema } = holder
  if (typeof schema !== 'object' || schema === null) return
  const title = 'title' in schema ? schema.title : undefined
  if (!isComponentName(title) || !isClosed(schema)) holder.schema = nameComponents(schema, scope)
  else scope.bodies.push({ holder, title, schema: nameInside(schema, scope) })
}

/** Completes the names that `nameBody` deferred until all other schemas of the plugin are named. */
export function nameBodies(scope: ComponentScope): void {
  for (const { holder, title, schema } of scope.bodies) {
    const { additionalProperties: _, title: __, ...open } = schema
    const other = scope.schemas.get(fullName(title, scope.plugin))
    const name = other !== undefined && isSame(other, open) ? `${title}Input` : title
    holder.schema = { $ref: addComponent(name, schema, scope) }
  }
}

function isClosed(schema: object): boolean {
  return 'additionalProperties' in schema && schema.additionalProperties === false
}

/** In whatever order their members are: `@fastify/swagger` moves some. */
function isSame(one: object, other: object): boolean {
  return isDeepStrictEqual(one, other)
}

/**
 * Moves every schema with a `title` of one word, plain text and numbers excepted, into the components as `<plugin>.<Title>` and leaves a reference, so
 * that the document uses the names of the code and contains each schema once. A title with an owner, `jobs.ImportJob`, is the
 * component of that name in every plugin. The same title for two different schemas is refused with a `KernelError`
 * (`OPENAPI_CLASH`).
 */
export function nameComponents(schema: unknown, scope: ComponentScope): unknown {
  if (typeof schema !== 'object' || schema === null) return schema
  const copy = nameInside(schema, scope)
  if (typeof copy['$ref'] === 'string') return { ...copy, $ref: adoptShared(copy['$ref'], scope) }
  const title = copy['title']
  return isComponentName(title) && !isPlain(copy) ? { $ref: addComponent(title, copy, scope) } : copy
}

const PLAIN_TYPES: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'null'])

/** Text, a number or a boolean: its title is the label of a form field, and one generator calls every text by the name of such a component. */
function isPlain({ type, enum: values }: Record<string, unknown>): boolean {
  return PLAIN_TYPES.has(type) && values === undefined
}

function nameInside(schema: object, scope: ComponentScope): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(schema)) {
    if (SCHEMA.has(key)) copy[key] = nameComponents(value, scope)
    else if (SCHEMA_LIST.has(key) && Array.isArray(value))
      copy[key] = value.map((item) => nameComponents(item, scope))
    else if (SCHEMA_MAP.has(key) && typeof value === 'object' && value !== null) {
      copy[key] = Object.fromEntries(
        Object.entries(value).map(([name, item]) => [name, nameComponents(item, scope)]),
      )
    } else copy[key] = value
  }
  const type = typeOfEnum(copy)
  const { examples, ...rest } = type === undefined ? copy : { ...copy, type }
  // Last, wherever the generator put them: equal schemas are found by their text.
  return examples === undefined ? rest : { ...rest, examples }
}

/** TypeBox gives an enum no type, and generators of clients make `unknown` of that. */
function typeOfEnum({ enum: values, type }: Record<string, unknown>): string | undefined {
  if (!Array.isArray(values) || type !== undefined) return undefined
  const [first, ...others] = new Set(values.map((value) => typeof value))
  return others.length === 0 && (first === 'string' || first === 'number') ? first : undefined
}

function fullName(title: string, plugin: string): string {
  return OWNED_NAME.test(title) ? title : `${plugin}.${title}`
}

function addComponent(title: string, given: object, scope: ComponentScope): string {
  const { plugin, schemas } = scope
  const name = fullName(title, plugin)
  // The name says it. Generators that call types by their titles number equal ones, in the order of the plugins.
  const { title: _, ...schema } = { title, ...given }
  const existing = schemas.get(name)
  if (existing !== undefined && !isSame(existing, schema)) {
    throw new KernelError(
      'OPENAPI_CLASH',
      `plugin "${plugin}" gives the title "${title}" to two different schemas: rename one of them`,
    )
  }
  schemas.set(name, schema)
  return `#/components/schemas/${name}`
}

/** Renames a schema stored under a key like `def-3` by its `$id` or `title`. */
function adoptShared(reference: string, scope: ComponentScope): string {
  const key = /^#\/components\/schemas\/(.+)$/.exec(reference)?.[1]
  const shared = key !== undefined && Object.hasOwn(scope.shared, key) ? scope.shared[key] : undefined
  if (key === undefined || shared === undefined) return reference
  const known = scope.adopted.get(key)
  if (known !== undefined) return known
  const wanted = 'title' in shared ? shared.title : undefined
  const title = isComponentName(wanted) ? wanted : key
  // Recorded before its members are read, which may refer to it.
  scope.adopted.set(key, `#/components/schemas/${fullName(title, scope.plugin)}`)
  const { $id: _, ...schema } = nameInside(shared, scope)
  return addComponent(title, schema, scope)
}

function isComponentName(title: unknown): title is string {
  return typeof title === 'string' && (COMPONENT_NAME.test(title) || OWNED_NAME.test(title))
}
