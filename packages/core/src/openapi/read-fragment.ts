import { KernelError } from '../kernel-error.ts'
import type { OpenApiFragment } from './fragment.ts'

const COMPONENT_NAME = /^[A-Za-z][A-Za-z0-9._-]*$/
const POLLUTING = new Set(['__proto__', 'constructor', 'prototype'])
/** Deeper than any real document; a structure that holds itself ends here. */
const MAX_DEPTH = 100

/** A fragment with its component names prefixed by the plugin and its references rewritten. */
export interface ReadFragment {
  readonly schemas: ReadonlyMap<string, object>
  readonly securitySchemes: ReadonlyMap<string, object>
  readonly paths: ReadonlyMap<string, Readonly<Record<string, unknown>>>
}

/** Checks what a plugin's `openapiSchema` returned and makes it the plugin's own. */
export function readFragment(plugin: string, fragment: OpenApiFragment): ReadFragment {
  const rewrite = (value: unknown, where: string) =>
    rewriteReferences(value, { plugin, where, depth: 0 }) as object
  const named = (kind: 'schemas' | 'securitySchemes') =>
    new Map(
      ownEntries(plugin, fragment.components?.[kind], `components.${kind}`).map(([name, value]) => {
        if (!COMPONENT_NAME.test(name)) {
          throw new KernelError(
            'BAD_OPENAPI',
            `plugin "${plugin}" names a component "${name}": use letters, digits, ".", "_" and "-"`,
          )
        }
        return [`${plugin}.${name}`, rewrite(value, `components.${kind}.${name}`)]
      }),
    )
  const paths = ownEntries(plugin, fragment.paths, 'paths').map(([path, item]) => {
    if (!path.startsWith('/')) {
      throw new KernelError(
        'BAD_OPENAPI',
        `plugin "${plugin}" documents the path "${path}": a path begins with "/"`,
      )
    }
    // `rewrite` keeps an object an object.
    return [path, rewrite(item, `paths.${path}`) as Record<string, unknown>] as const
  })
  return { schemas: named('schemas'), securitySchemes: named('securitySchemes'), paths: new Map(paths) }
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

function rewriteReferences(value: unknown, at: { plugin: string; where: string; depth: number }): unknown {
  if (at.depth > MAX_DEPTH) {
    throw new KernelError(
      'BAD_OPENAPI',
      `plugin "${at.plugin}" has in ${at.where} a structure deeper than ${MAX_DEPTH} levels or one that holds itself`,
    )
  }
  const deeper = { ...at, depth: at.depth + 1 }
  if (Array.isArray(value)) return value.map((item) => rewriteReferences(item, deeper))
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    refusePolluting(at.plugin, key, at.where)
    copy[key] =
      key === '$ref' && typeof item === 'string'
        ? prefixReference(at.plugin, item)
        : rewriteReferences(item, deeper)
  }
  return copy
}

function prefixReference(plugin: string, reference: string): string {
  return reference.replace(
    /^#\/components\/(schemas|securitySchemes)\/(.+)$/,
    (whole, kind: string, name: string) =>
      name.includes('.') || name === 'Problem' ? whole : `#/components/${kind}/${plugin}.${name}`,
  )
}

function refusePolluting(plugin: string, key: string, where: string): void {
  if (POLLUTING.has(key)) {
    throw new KernelError(
      'BAD_OPENAPI',
      `plugin "${plugin}" has the key "${key}" in ${where} of its OpenAPI fragment: such keys are refused`,
    )
  }
}
