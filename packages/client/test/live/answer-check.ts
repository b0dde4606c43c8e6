import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

interface Media {
  readonly schema?: object
}

interface DocumentedOperation {
  readonly operationId: string
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, Media>> }>>
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

interface Place {
  readonly method: string
  readonly path: string
  readonly operation: DocumentedOperation
}

const DOCUMENT = 'document'

/** Validates answers against the document of the server. */
export class AnswerCheck {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true })
  readonly #places: ReadonlyMap<string, Place>

  constructor(document: Document) {
    formats.default(this.#ajv)
    this.#ajv.addSchema({ $id: DOCUMENT, ...document })
    const places = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
    )
    this.#places = new Map(places.map((place) => [place.operation.operationId, place]))
  }

  get operationIds(): string[] {
    return [...this.#places.keys()]
  }

  /** The operations whose success is a page of a list. */
  get lists(): string[] {
    return this.operationIds.filter((id) => {
      const { schema } = this.#places.get(id)?.operation.responses['200']?.content?.['application/json'] ?? {}
      const text = JSON.stringify(this.#resolve(schema) ?? {})
      return text.includes('"nextCursor"') && text.includes('"items"')
    })
  }

  operationOf(method: string, pathname: string): string {
    const matching = [...this.#places.values()].filter(
      (place) => place.method === method && expressionOf(place.path).test(pathname),
    )
    // `/jobs/retry` before `/jobs/{id}`.
    const [place] = matching.toSorted((one, other) => countOf(one.path) - countOf(other.path))
    if (place === undefined) throw new Error(`${method} ${pathname} is not in the document`)
    return place.operation.operationId
  }

  /** What is wrong with an answer by the document. */
  faultsOf(operationId: string, { status, type, text }: Answer): string[] {
    const place = this.#places.get(operationId)
    const { responses = {} } = place?.operation ?? {}
    const documented = Object.hasOwn(responses, status)
      ? String(status)
      : status >= 400
        ? 'default'
        : undefined
    if (place === undefined || documented === undefined) return [`${status} is not documented`]
    const [name = ''] = type.split(';')
    if (name === '') return text === '' ? [] : ['there is content of no type']
    if (responses[documented]?.content?.[name] === undefined) return [`${name} is not documented`]
    if (!name.endsWith('json')) return []
    const steps = ['paths', place.path, place.method.toLowerCase(), 'responses', documented, 'content', name]
    const validate = this.#validator([...steps, 'schema'])
    if (validate(JSON.parse(text))) return []
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
  }

  #validator(steps: readonly string[]): ValidateFunction {
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
    const reference = `${DOCUMENT}#/${pointer.join('/')}`
    return this.#ajv.getSchema(reference) ?? this.#ajv.compile({ $ref: reference })
  }

  #resolve(schema: object | undefined): unknown {
    const reference = schema !== undefined && '$ref' in schema ? String(schema.$ref) : undefined
    return reference === undefined ? schema : this.#ajv.getSchema(`${DOCUMENT}${reference}`)?.schema
  }
}

function expressionOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)
}

function countOf(path: string): number {
  return path.split('{').length
}
