import { createRequire } from 'node:module'
import { join } from 'node:path'

/** A request as Prism sees it: its body as JSON where it is that, else as text. */
export interface CheckedRequest {
  readonly method: string
  readonly url: { readonly path: string; readonly query: Readonly<Record<string, string | string[]>> }
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

export interface CheckedAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** What Prism finds. */
export interface Violations {
  readonly request: readonly string[]
  readonly answer: readonly string[]
}

interface Diagnostic {
  readonly path?: readonly string[]
  readonly message: string
}

interface PrismInstance {
  request(
    input: CheckedRequest,
    operations: readonly Operation[],
  ): () => Promise<
    | { readonly _tag: 'Left'; readonly left: Error }
    | {
        readonly _tag: 'Right'
        readonly right: { readonly validations: { input: Diagnostic[]; output: Diagnostic[] } }
      }
  >
}

interface Operation {
  readonly path: string
  readonly method: string
  readonly responses: readonly {
    readonly code: string
    readonly contents?: readonly { readonly schema?: object }[]
  }[]
  readonly request?: { readonly body?: { readonly contents?: readonly { readonly schema?: object }[] } }
  readonly __bundled__?: object
}

interface Prism {
  getHttpOperationsFromSpec(document: object): Promise<Operation[]>
  createInstance(config: object, components: object): PrismInstance
}

const silent = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, success() {}, child: () => silent }

/** Prism over one document. Its own transport is left out, see the README: an answer is handed to it as it was received. */
export async function prismCheck(folder: string, document: object) {
  const require = createRequire(join(folder, 'package.json'))
  const prism = require('@stoplight/prism-http') as Prism
  const operations = await prism.getHttpOperationsFromSpec(document)
  const config = {
    isProxy: true,
    checkSecurity: true,
    validateRequest: true,
    validateResponse: true,
    errors: false,
    upstream: new URL('http://127.0.0.1'),
  }

  /** What differs from the document. */
  const check = async (request: CheckedRequest, answer: CheckedAnswer): Promise<Violations> => {
    const forward = () => () => async () => ({ _tag: 'Right', right: answer })
    const result = await prism
      .createInstance(config, { logger: silent, forward })
      .request(request, operations)()
    if ('left' in result) throw result.left
    const { input, output } = result.right.validations
    return { request: input.map(describe), answer: output.map(describe) }
  }
  return { check, uncompiled: uncompiledSchemas(require, operations) }
}

function describe({ path = [], message }: Diagnostic): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`
}

/** Bodies whose schema Prism cannot compile: it takes every value for valid there, without a word. */
function uncompiledSchemas(require: NodeJS.Require, operations: readonly Operation[]): string[] {
  const prismRequire = createRequire(require.resolve('@stoplight/prism-http'))
  const { default: Ajv } = prismRequire('ajv') as {
    default: new (options: object) => { compile(schema: object): unknown }
  }
  const { default: addFormats } = prismRequire('ajv-formats') as { default: (ajv: object) => void }
  const ajv = new Ajv({ strict: false, allowUnionTypes: true, logger: false })
  addFormats(ajv)
  return operations.flatMap(({ path, method, responses, request, __bundled__ }) => {
    const contents = [
      ...responses.flatMap((response) => response.contents ?? []),
      ...(request?.body?.contents ?? []),
    ]
    return contents.flatMap(({ schema }) => {
      if (schema === undefined) return []
      try {
        ajv.compile({ ...schema, $id: undefined, __bundled__ })
        return []
      } catch (error) {
        return [`${method.toUpperCase()} ${path}: ${(error as Error).message}`]
      }
    })
  })
}
