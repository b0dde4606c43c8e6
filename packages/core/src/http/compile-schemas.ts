import buildAjvCompiler from '@fastify/ajv-compiler'
import buildSerializerCompiler from '@fastify/fast-json-stringify-compiler'
import { Ajv as SchemaChecker } from 'ajv'
import type { FastifySchemaCompiler, FastifySerializerCompiler } from 'fastify'
import { checkText, lowerCaseUuids, type Validate } from './check-text.ts'
import { FORMATS } from './formats.ts'
import { listFaults } from './list-faults.ts'
import { isOptionalBody } from './optional-body.ts'
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
 * loaded, where an exception has no owner. These compilers quarantine the plugin that owns the route.
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
            // By `requireSchema`: each instance would compile JSON Schema's own schema again.
            validateSchema: false,
          },
        })
      // Created at the first route: a bad shared schema throws here, and is then attributed to a plugin.
      const text = once(() => withCoercion('array', true))
      const body = once(() => withCoercion(false, false))
      const allOfBody = once(() => withCoercion(false, true))
      return (route: RouteSchema & { schema: unknown }) =>
        guarded(
          route,
          () => {
            requireSchema(route.schema)
            if (route.httpPart !== 'body') return checkText(text()(route), route.schema)
            const all = once<Validate>(() => allOfBody()(route))
            const validate = listFaults(body()(route), all)
            return checkBody(lowerCaseUuids(validate, route.schema), route.schema)
          },
          () => true,
        )
    },
    buildSerializer: (external: unknown, options: unknown) => {
      const compile = once(() => serializerFactory(external, options))
      // Every route documents the same problems, so most compilations at boot are of the same few schemas.
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

/** Knows JSON Schema's own schema. It keeps none of those that it checks. */
const checking = new SchemaChecker({ strict: false })

function requireSchema(schema: unknown): void {
  if (checking.validateSchema(schema as object) === true) return
  throw new Error(`schema is invalid: ${checking.errorsText(checking.errors)}`)
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
