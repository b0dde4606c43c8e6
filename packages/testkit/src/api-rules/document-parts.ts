/** The parts of a JSON Schema that the rules check. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly title?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly [keyword: string]: unknown
}

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: Schema
  readonly example?: unknown
}

export interface Response {
  readonly description: string
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content?: Readonly<Record<string, Content>>
}

export interface Content {
  readonly schema?: Schema
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, unknown>>
}

/** An operation with its place. */
export interface Operation {
  /** `GET /api/jobs`. */
  readonly at: string
  readonly method: string
  readonly path: string
  /** The plugin that owns it. */
  readonly plugin: string
  readonly operationId: string
  /** Whether it needs no sign-in. */
  readonly isPublic: boolean
  readonly summary: string | undefined
  readonly description: string | undefined
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  /** `x-required-scopes` */
  readonly requiredScopes: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly body: Readonly<Record<string, Content>>
  readonly responses: Readonly<Record<string, Response>>
}

/** The document to check: the merged one of a server, or that of one plugin. */
export interface DescribedApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly webhooks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>
    readonly parameters?: Readonly<Record<string, unknown>>
    readonly securitySchemes?: Readonly<Record<string, unknown>>
  }
}

export function operationsOf({ paths, components }: DescribedApi): Operation[] {
  return operationsIn(paths, components)
}

/** The requests that the server sends. `at` is `POST webhook item.changed`, `path` the name. */
export function webhooksOf({ webhooks = {}, components }: DescribedApi): Operation[] {
  return operationsIn(webhooks, components).map((each) => ({
    ...each,
    at: each.at.replace(' ', ' webhook '),
  }))
}

function operationsIn(items: DescribedApi['paths'], components: DescribedApi['components']): Operation[] {
  return Object.entries(items).flatMap(([path, item]) =>
    Object.entries(item).map(([method, value]) => {
      const operation = value as Partial<Operation> & {
        readonly tags?: readonly string[]
        readonly requestBody?: { readonly content?: Operation['body'] }
        readonly 'x-required-scopes'?: readonly string[]
      }
      return {
        at: `${method.toUpperCase()} ${path}`,
        method,
        path,
        plugin: operation.tags?.[0] ?? '',
        operationId: operation.operationId ?? '',
        summary: operation.summary,
        description: operation.description,
        security: operation.security ?? [],
        requiredScopes: operation['x-required-scopes'] ?? [],
        isPublic: (operation.security ?? []).length === 0,
        parameters: (operation.parameters ?? []).map((each) => sharedParameter(components, each)),
        body: operation.requestBody?.content ?? {},
        responses: operation.responses ?? {},
      }
    }),
  )
}

/** A parameter, or the component that it refers to: headers that all operations share are references. */
function sharedParameter(
  { parameters = {} }: DescribedApi['components'],
  parameter: Parameter | { readonly $ref: string },
): Parameter {
  if (!('$ref' in parameter)) return parameter
  return parameters[parameter.$ref.split('/').at(-1) ?? ''] as Parameter
}

/** A schema, or the component that it refers to. */
export function resolve(api: DescribedApi, schema: Schema): Schema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '')?.[1]
  return name === undefined ? schema : ((api.components.schemas[name] ?? {}) as Schema)
}

/** Each schema of a value, itself and those inside, with its path. */
export function* schemasIn(value: unknown, at: string): Generator<readonly [at: string, schema: Schema]> {
  if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) yield* schemasIn(each, `${at}/${index}`)
    return
  }
  if (typeof value !== 'object' || value === null) return
  yield [at, value as Schema]
  for (const [key, inner] of Object.entries(value)) {
    // Their contents are data, or third-party names.
    if (key === 'examples' || key === 'example' || key === 'default' || key === 'enum') continue
    yield* schemasIn(inner, `${at}/${key}`)
  }
}
