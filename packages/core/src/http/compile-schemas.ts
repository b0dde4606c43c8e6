import buildAjvCompiler from '@fastify/ajv-compiler'
import buildSerializerCompiler from '@fastify/fast-json-stringify-compiler'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import { type SharedSchemas, schemaCheck } from './check-schema.ts'
import { checkText, lowerCaseUuids, type Validate } from './check-text.ts'
import { FORMATS } from './formats.ts'
import { listFaults } from './list-faults.ts'
import { withNullTypes } from './null-types.ts'
import { isOptionalBody } from './optional-body.ts'
import type { RouteTable } from './route-table.ts'

type BuildValidator = (external: SharedSchemas, options: unknown) => FastifySchemaCompiler<unknown>
type BuildSerializer = (external: SharedSchemas, options: unknown) => FastifySerializerCompiler<unknown>

interface RouteSchema {
  readonly schema: object
  readonly httpPart?: string
  readonly url: string
  /** A list where the route has several, which Fastify's types do not say. */
  readonly method: string
}

/**
 * Compilers that stop a plugin's bad schema from stopping the server: Fastify compiles schemas when all plugins are
 * loaded, where an exception has no owner. These compilers quarantine the plugin that owns the route.
 *
 * At boot schemas are only checked. Code is generated at the first call, since a process sees requests of few of its routes.
 *
 * Query strings, parameters and headers are text, so they are coerced; bodies are not, and nothing unknown is
 * stripped from either.
 */
export function compileSchemas(routes: RouteTable, onFailure: (plugin: string, error: Error) => void) {
  const ajvFactory = buildAjvCompiler() as unknown as BuildValidator
  const serializerFactory = buildSerializerCompiler() as unknown as BuildSerializer

  /** Quarantines the owner of a route, for the reason that it returns. Without an owner it throws. */
  const refuse = (route: RouteSchema, error: unknown): Error => {
    const cause = error instanceof Error ? error : new Error(String(error))
    const [method = ''] = [route.method].flat()
    const owner = routes.ownerOf(method, route.url)
    if (owner === undefined) throw cause
    const reason = new Error(
      `route ${method} ${route.url} has a schema that cannot be compiled: ${cause.message}`,
      { cause },
    )
    onFailure(owner, reason)
    return reason
  }

  /** Whether a schema is good. The plugin of a bad one answers no request any more. */
  const isGood = (route: RouteSchema, check: (schema: object) => void): boolean => {
    try {
      check(route.schema)
      return true
    } catch (error) {
      refuse(route, error)
      return false
    }
  }

  /** Compiled at the first call. */
  const lazily = <R>(route: RouteSchema, compile: (route: RouteSchema) => R): (() => R) =>
    once(() => {
      try {
        return compile(route)
      } catch (error) {
        throw refuse(route, error)
      }
    })

  return {
    buildValidator: (external: SharedSchemas, options: { customOptions?: object }) => {
      const withCoercion = (coerceTypes: false | 'array', allErrors: boolean) =>
        ajvFactory(external, {
          ...options,
          onCreate: addFormats,
          customOptions: {
            ...options.customOptions,
            coerceTypes,
            removeAdditional: false,
            allErrors,
            useDefaults: true,
            // By `schemaCheck`: each instance would compile JSON Schema's own schema again.
            validateSchema: false,
          },
        })
      const text = once(() => withCoercion('array', true))
      const body = once(() => withCoercion(false, false))
      const allOfBody = once(() => withCoercion(false, true))
      const compile = (route: RouteSchema): Validate => {
        if (route.httpPart !== 'body') return checkText(text()(route), route.schema)
        const all = once<Validate>(() => allOfBody()(route))
        const validate = listFaults(body()(route), all)
        return checkBody(lowerCaseUuids(validate, route.schema), route.schema)
      }
      const check = schemaCheck({ shared: external, validates: true })
      return (route: RouteSchema): Validate => {
        if (!isGood(route, check)) return () => true
        const compiled = lazily(route, compile)
        const validate: Validate = (data) => {
          const own = compiled()
          const result = own(data)
          validate.errors = own.errors ?? null
          return result
        }
        return validate
      }
    },
    buildSerializer: (external: SharedSchemas, options: unknown) => {
      const factory = once(() => serializerFactory(external, options))
      // Every route documents the same problems.
      const known = new Map<string, Serialize>()
      const compile = (route: RouteSchema): Serialize => {
        const text = JSON.stringify(route.schema)
        const serialize = known.get(text) ?? factory()({ ...route, schema: withNullTypes(route.schema) })
        known.set(text, serialize)
        return serialize
      }
      const check = schemaCheck({ shared: external, validates: false })
      return (route: RouteSchema): Serialize => {
        if (!isGood(route, check)) return JSON.stringify
        const compiled = lazily(route, compile)
        return (data) => compiled()(data)
      }
    },
  }
}

type Serialize = (data: unknown) => string

interface Ajv {
  addFormat(name: string, format: RegExp | ((text: string) => boolean)): unknown
}

function addFormats(ajv: Ajv): void {
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format)
}

/** Fastify validates a missing body as `null`, which is also valid JSON. */
function checkBody(validate: Validate, schema: unknown): Validate {
  if (!isOptionalBody(schema)) return validate
  const checked: Validate = (data) => {
    const result = data === null || validate(data)
    checked.errors = result === true ? null : (validate.errors ?? null)
    return result
  }
  return checked
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
