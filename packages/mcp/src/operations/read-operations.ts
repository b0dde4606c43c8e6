import type { BootReport, MountedRoute, OpenApiDocument } from '@tributary/core'
import type { JsonSchema, Operation, Parameter } from './operation.ts'
import { resolveReferences } from './resolve-references.ts'

const JSON_TYPE = 'application/json'

/** An operation as the document has it, without references. */
interface Documented {
  readonly operationId?: string
  readonly tags?: readonly string[]
  readonly summary?: string
  readonly description?: string
  readonly parameters?: readonly Partial<Parameter>[]
  readonly requestBody?: { readonly required?: boolean; readonly content?: Content }
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>
}

type Content = Readonly<Record<string, { readonly schema?: JsonSchema }>>

/** Every operation of the merged document, its references resolved. */
export function readOperations(document: OpenApiDocument, report: BootReport): readonly Operation[] {
  const components = new Map<string, unknown>()
  const routes = routesOf(report)
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) =>
      toOperation(resolveReferences(operation, document, components) as Documented, {
        path,
        method: method.toUpperCase(),
        route: routes.get(`${method.toUpperCase()} ${path}`),
      }),
    ),
  )
}

function routesOf({ plugins }: BootReport): ReadonlyMap<string, MountedRoute> {
  return new Map(
    plugins.flatMap(({ routes }) =>
      routes.map((route) => [`${route.method} ${route.path.replace(/:(\w+)/g, '{$1}')}`, route] as const),
    ),
  )
}

function toOperation(documented: Documented, at: Pick<Operation, 'path' | 'method' | 'route'>): Operation {
  const { operationId = '', tags = [], summary, description, parameters = [], requestBody } = documented
  const bodies = requestBody?.content ?? {}
  const contents = Object.entries(documented.responses ?? {})
    .filter(([status]) => status.startsWith('2') || status.startsWith('3'))
    .map(([, { content = {} }]) => content)
  const answers = contents.flatMap((content): JsonSchema[] => {
    const schema = content[JSON_TYPE]?.schema
    return schema === undefined ? [] : [schema]
  })
  const body = bodies[JSON_TYPE]?.schema
  return {
    ...at,
    operationId,
    plugin: tags[0] ?? '',
    summary: summary ?? operationId,
    description,
    parameters: parameters.flatMap(toParameter),
    body: body === undefined ? undefined : { required: requestBody?.required ?? false, schema: body },
    bodyTypes: Object.keys(bodies),
    answers: [...new Set(answers)],
    answersOtherwise: answers.length === 0 && contents.some((content) => Object.keys(content).length > 0),
  }
}

/** A header that may be left out is of no use to a language model, which sees none of the answer. */
function toParameter(parameter: Partial<Parameter>): Parameter[] {
  const { name, in: place, required = false, description, schema = {} } = parameter
  if (name === undefined || (place !== 'path' && place !== 'query' && place !== 'header')) return []
  if (place === 'header' && !required) return []
  return [{ name, in: place, required, description, schema }]
}
