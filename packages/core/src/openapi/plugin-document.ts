import type { OpenApiDocument, OpenApiOperation } from './document.ts'

/** One plugin's part as a document of its own: its operations and the components that they reference. */
export function pluginDocument(document: OpenApiDocument, plugin: string): OpenApiDocument {
  const paths = ownItems(document.paths, plugin)
  const webhooks = ownItems(document.webhooks ?? {}, plugin)
  const reached = reachableSchemas([paths, webhooks], document.components.schemas)
  const schemes = new Set(
    Object.values(paths)
      .flatMap((item) => Object.values(item))
      .flatMap((operation) => operation.security ?? [])
      .flatMap((requirement) => Object.keys(requirement)),
  )
  const { webhooks: _, ...rest } = document
  return {
    ...rest,
    info: { ...document.info, title: `${document.info.title}: ${plugin}` },
    tags: document.tags.filter((tag) => tag.name === plugin),
    paths,
    ...(Object.keys(webhooks).length === 0 ? {} : { webhooks }),
    components: {
      schemas: pick(document.components.schemas, reached),
      securitySchemes: pick(document.components.securitySchemes, schemes),
      parameters: usedIn(paths, 'parameters', document.components.parameters),
      headers: usedIn(paths, 'headers', document.components.headers),
    },
  }
}

type Items = Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>

function ownItems(items: Items, plugin: string): Items {
  const own: Record<string, Record<string, OpenApiOperation>> = {}
  for (const [name, item] of Object.entries(items)) {
    const operations = Object.entries(item).filter(([, operation]) => operation.tags?.[0] === plugin)
    if (operations.length > 0) own[name] = Object.fromEntries(operations)
  }
  return own
}

type Components = Readonly<Record<string, object>>

export function pick(from: Components, names: ReadonlySet<string>): Record<string, object> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.has(name)))
}

/** The components that operations refer to. */
function usedIn(
  paths: object,
  kind: 'parameters' | 'headers',
  components: Components,
): Record<string, object> {
  return pick(components, namesUsedIn(JSON.stringify(paths), kind))
}

/** The names of the components that a text refers to. */
export function namesUsedIn(text: string, kind: 'parameters' | 'headers'): ReadonlySet<string> {
  const found = text.matchAll(new RegExp(`"#/components/${kind}/([^"]+)"`, 'g'))
  return new Set([...found].map(([, name]) => name ?? ''))
}

const REFERENCE = /"\$ref":"#\/components\/schemas\/([^"]+)"/g

function reachableSchemas(paths: object, schemas: Readonly<Record<string, object>>): ReadonlySet<string> {
  const reached = new Set<string>()
  const queue: unknown[] = [paths]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const [, name] of JSON.stringify(next).matchAll(REFERENCE)) {
      if (name === undefined || reached.has(name)) continue
      reached.add(name)
      queue.push(schemas[name])
    }
  }
  return reached
}
