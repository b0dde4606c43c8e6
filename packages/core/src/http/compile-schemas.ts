import buildAjvCompiler from '@fastify/ajv-compiler'
import buildSerializerCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import type { RouteTable } from './route-table.ts'

type BuildValidator = (external: unknown, options: unknown) => FastifySchemaCompiler<unknown>
type BuildSerializer = (external: unknown, options: unknown) => FastifySerializerCompiler<unknown>

interface RouteSchema {
  readonly httpPart?: string
  readonly url: string
  readonly method: string
}

/**
 * Compilers that stop a plugin's bad schema from stopping the server: Fastify compiles schemas when all plugins are
 * loaded, where an exception belongs to nobody. Here it quarantines the plugin that owns the route.
 *
 * Query strings, parameters and headers are text, so they are coerced; bodies are not, and nothing unknown is
 * stripped from either.
 */
export function compileSchemas(routes: RouteTable, onFailure: (plugin: string, error: Error) => void) {
  const ajvFactory = buildAjvCompiler() as unknown as BuildValidator
  const serializerFactory = buildSerializerCompiler() as unknown as BuildSerializer

  const guarded = <R>(route: RouteSchema, compile: () => R, fallback: R): R => {
    try {
      return compile()
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error))
      const owner = routes.ownerOf(route.method, route.url)
      if (owner === undefined) throw cause
      onFailure(
        owner,
        new Error(
          `route ${route.method} ${route.url} has a schema that cannot be compiled: ${cause.message}`,
          { cause },
        ),
      )
      return fallback
    }
  }

  return {
    buildValidator: (external: unknown, options: { customOptions?: object }) => {
      const withCoercion = (coerceTypes: false | 'array') =>
        ajvFactory(external, {
          ...options,
          customOptions: {
            ...options.customOptions,
            coerceTypes,
            removeAdditional: false,
            allErrors: false,
            useDefaults: true,
          },
        })
      // Made at the first route: a bad shared schema throws here, and then somebody is answerable for it.
      const text = once(() => withCoercion('array'))
      const body = once(() => withCoercion(false))
      return (route: RouteSchema & { schema: unknown }) =>
        guarded(
          route,
          () =>
            route.httpPart === 'body'
              ? body()(route as never)
              : refuseInfinity(
                  text()(route as never),
                  /"(integer|number)"/.test(JSON.stringify(route.schema)),
                ),
          () => true,
        )
    },
    buildSerializer: (external: unknown, options: unknown) => {
      const compile = once(() => serializerFactory(external, options))
      // Every route answers with the same problems: most of what is compiled at boot is the same few schemas.
      const compiled = new Map<string, Serialize>()
      return (route: RouteSchema & { schema: unknown }) =>
        guarded<Serialize>(
          route,
          () => {
            const text = JSON.stringify(route.schema)
            const serialize = compiled.get(text) ?? compile()(route)
            compiled.set(text, serialize)
            return serialize
          },
          JSON.stringify,
        )
    },
  }
}

type Serialize = (data: unknown) => string

type Validate = ((data: unknown) => unknown) & { errors?: readonly object[] | null }

/** Ajv coerces the text `1e999` to Infinity, takes that for an integer and checks no maximum of it. */
function refuseInfinity(validate: Validate, takesNumbers: boolean): Validate {
  if (!takesNumbers) return validate
  const refusing: Validate = (data) => {
    const result = validate(data)
    if (result !== true) refusing.errors = validate.errors ?? null
    if (result !== true || typeof data !== 'object' || data === null) return result
    for (const name in data) {
      const value: unknown = data[name as keyof typeof data]
      if (value !== Number.POSITIVE_INFINITY && value !== Number.NEGATIVE_INFINITY) continue
      refusing.errors = [
        { instancePath: `/${name}`, keyword: 'type', params: {}, message: 'must be a finite number' },
      ]
      return false
    }
    return true
  }
  return refusing
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
