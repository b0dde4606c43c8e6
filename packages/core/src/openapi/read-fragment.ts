import { KernelError } from '../kernel-error.ts'
import { POLLUTING_KEYS } from '../polluting-keys.ts'
import type { OpenApiOperation } from './document.ts'
import type { OpenApiFragment } from './fragment.ts'

/** A name of a webhook: `item.changed`. */
const WEBHOOK_NAME = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$/
const COMPONENT_NAME = /^[A-Za-z][A-Za-z0-9._-]*$/
const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'])
/** Deeper than any real document; stops circular structures. */
const MAX_DEPTH = 100

/** A fragment with its component names prefixed by the plugin and its references rewritten. */
export interface ReadFragment {
  readonly schemas: ReadonlyMap<string, object>
  readonly securitySchemes: ReadonlyMap<string, object>
  readonly problemMembers: ReadonlyMap<string, object>
  readonly paths: ReadonlyMap<string, PathItem>
  readonly webhooks: ReadonlyMap<string, PathItem>
}

type PathItem = Readonly<Record<string, OpenApiOperation>>

/** Checks what a plugin's `openapiSchema` returned and makes it the plugin's own. */
export function readFragment(plugin: string, fragment: OpenApiFragment): ReadFragment {
  if (typeof fragment !== 'object' || fragment === null || 'then' in fragment) {
    throw new KernelError(
      'BAD_OPENAPI',
      `plugin "${plugin}" returns ${fragment instanceof Promise ? 'a promise' : 'no object'} from openapiSchema: return the fragment itself`,
    )
  }
  const own = { plugin, names: namesOf(fragment) }
  const named = (kind: 'schemas' | 'securitySchemes') =>
    new Map(
      ownEntries(plugin, fragment.components?.[kind], `components.${kind}`).map(([name, value]) => {
        if (!COMPONENT_NAME.test(name)) {
          throw new KernelError(
            'BAD_OPENAPI',
            `plugin "${plugin}" names a component "${name}": use letters, digits, ".", "_" and "-"`,
          )
        }
        return [`${plugin}.${name}`, rewrite(value, `components.${kind}.${name}`, own)]
      }),
    )
  const paths = ownEntries(plugin, fragment.paths, 'paths').map(([path, item]) => {
    if (!path.startsWith('/')) {
      throw new KernelError(
        'BAD_OPENAPI',
        `plugin "${plugin}" documents the path "${path}": a path begins with "/"`,
      )
    }
    return [path, readPathItem(`paths.${path}`, item, own)] as const
  })
  const webhooks = ownEntries(plugin, fragment.webhooks, 'webhooks').map(([name, item]) => {
    if (!WEBHOOK_NAME.test(name)) {
      throw new KernelError(
        'BAD_OPENAPI',
        `plugin "${plugin}" names a webhook "${name}": use words in lower case separated by dots, like "item.changed"`,
      )
    }
    return [name, readPathItem(`webhooks.${name}`, item, own)] as const
  })
  const problemMembers = ownEntries(plugin, fragment.problemMembers, 'problemMembers').map(
    ([name, schema]) => [name, rewrite(schema, `problemMembers.${name}`, own)] as const,
  )
  return {
    schemas: named('schemas'),
    securitySchemes: named('securitySchemes'),
    problemMembers: new Map(problemMembers),
    paths: new Map(paths),
    webhooks: new Map(webhooks),
  }
}

/** The plugin of the fragment, and the names of its components: `schemas/Item`. */
interface Own {
  readonly plugin: string
  readonly names: ReadonlySet<string>
}

function namesOf(fragment: OpenApiFragment): ReadonlySet<string> {
  const { schemas = {}, securitySchemes = {} } = fragment.components ?? {}
  return new Set([
    ...Object.keys(schemas).map((name) => `schemas/${name}`),
    ...Object.keys(securitySchemes).map((name) => `securitySchemes/${name}`),
  ])
}

function readPathItem(where: string, item: object, own: Own): Record<string, OpenApiOperation> {
  const { plugin } = own
  const operations = ownEntries(plugin, item, where).map(([method, value]) => {
    if (!METHODS.has(method)) {
      throw new KernelError(
        'BAD_OPENAPI',
        `plugin "${plugin}" has the key "${method}" in ${where}: put everything into the operations, named by method in lower case`,
      )
    }
    const operation: OpenApiOperation = rewrite(value, `${where}.${method}`, own)
    return [method, withOwnSecurity(operation, own)] as const
  })
  return Object.fromEntries(operations)
}

/** A security requirement names its scheme as a key, not by a reference. */
function withOwnSecurity(operation: OpenApiOperation, own: Own): OpenApiOperation {
  if (!Array.isArray(operation.security)) return operation
  const security = operation.security.map((requirement: object) =>
    Object.fromEntries(
      Object.entries(requirement).map(([name, scopes]) => [
        own.names.has(`securitySchemes/${name}`) ? `${own.plugin}.${name}` : name,
        scopes,
      ]),
    ),
  )
  return { ...operation, security }
}

/** A copy whose references are prefixed by the plugin. */
function rewrite<T extends object>(value: object, where: string, own: Own): T {
  return rewriteReferences(value, { own, where, depth: 0 }) as T
}

function ownEntries(plugin: string, value: object | undefined, where: string): [string, object][] {
  if (value === undefined) return []
  const entries = Object.entries(value)
  for (const [key, item] of entries) {
    refusePolluting(plugin, key, where)
    if (typeof item !== 'object' || item === null) {
      throw new KernelError(
        'BAD_OPENAPI',
        `plugin "${plugin}" has in ${where}.${key} something that is not an object`,
      )
    }
  }
  return entries
}

function rewriteReferences(value: unknown, at: { own: Own; where: string; depth: number }): unknown {
  if (at.depth > MAX_DEPTH) {
    throw new KernelError(
      'BAD_OPENAPI',
      `plugin "${at.own.plugin}" has in ${at.where} a structure that is circular or deeper than ${MAX_DEPTH} levels`,
    )
  }
  const deeper = { ...at, depth: at.depth + 1 }
  if (Array.isArray(value)) return value.map((item) => rewriteReferences(item, deeper))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    refusePolluting(at.own.plugin, key, at.where)
    copy[key] =
      key === '$ref' && typeof item === 'string'
        ? prefixReference(at.own, item)
        : rewriteReferences(item, deeper)
  }
  return copy
}

/** Names of the fragment itself take precedence; otherwise a name with a dot belongs to another plugin. */
function prefixReference(own: Own, reference: string): string {
  return reference.replace(
    /^#\/components\/(schemas|securitySchemes)\/([^/]+)/,
    (whole, kind: string, name: string) => {
      const foreign = name.includes('.') || name === 'Problem'
      if (foreign && !own.names.has(`${kind}/${name}`)) return whole
      return `#/components/${kind}/${own.plugin}.${name}`
    },
  )
}

function refusePolluting(plugin: string, key: string, where: string): void {
  if (POLLUTING_KEYS.has(key)) {
    throw new KernelError(
      'BAD_OPENAPI',
      `plugin "${plugin}" has the key "${key}" in ${where} of its OpenAPI fragment: such keys are refused`,
    )
  }
}
