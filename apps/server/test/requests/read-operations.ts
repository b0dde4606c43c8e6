import type { OpenApiDocument } from '@tributary/core'
import type { DocumentedAnswer, Operation, Parameter } from './generate-request.ts'

/** Every operation of a document, its references to components resolved. */
export function readOperations(document: OpenApiDocument): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Operation => {
      const {
        parameters = [],
        requestBody,
        responses = {},
      } = resolve(operation, document) as ResolvedOperation
      const body = requestBody?.content
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        body:
          body === undefined
            ? undefined
            : Object.fromEntries(Object.entries(body).map(([type, { schema = {} }]) => [type, schema])),
        responses,
        takesKeys: !isForSessionsOnly(operation.security ?? []),
      }
    }),
  )
}

interface ResolvedOperation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: DocumentedAnswer
  readonly responses?: Readonly<Record<string, DocumentedAnswer>>
}

/** A copy without references; the kernel refuses recursive schemas, so it ends. Each component becomes one object. */
function resolve(
  value: unknown,
  document: OpenApiDocument,
  components = new Map<string, unknown>(),
): unknown {
  if (Array.isArray(value)) return value.map((each) => resolve(each, document, components))
  if (typeof value !== 'object' || value === null) return value
  const reference = '$ref' in value ? String(value.$ref) : undefined
  if (reference === undefined)
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, resolve(inner, document, components)]),
    )
  const known = components.get(reference) ?? resolve(componentAt(document, reference), document, components)
  components.set(reference, known)
  return known
}

/** `#/components/headers/ETag` */
function componentAt({ components }: OpenApiDocument, reference: string): unknown {
  const [, , kind, name = ''] = reference.split('/')
  return components[kind as keyof OpenApiDocument['components']][name]
}

type Security = readonly Readonly<Record<string, readonly string[]>>[]

function isForSessionsOnly(security: Security): boolean {
  return security.length > 0 && security.every((requirement) => !('bearer' in requirement))
}
