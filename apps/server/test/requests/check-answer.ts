import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { Compile, type Validator } from 'typebox/schema'
import type { Schema } from './forms.ts'
import type { GeneratedRequest } from './generate-request.ts'

/** An answer as Fastify's `inject` gives it. */
export interface Answer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly rawPayload: Buffer
}

const compiled = new WeakMap<object, Validator>()

/** What is wrong with an answer by the document; nothing, as a rule. */
export function faultsOf(request: GeneratedRequest, answer: Answer): string[] {
  const { statusCode } = answer
  if (statusCode >= 500) return [`the status is ${statusCode}`]
  const { responses } = request.operation
  const documented = responses[statusCode] ?? (statusCode >= 400 ? responses['default'] : undefined)
  if (documented === undefined) return [`the status ${statusCode} is not documented`]
  const { 'content-type': contentType = '' } = answer.headers
  const type = typeof contentType === 'string' ? (contentType.split(';')[0] ?? '') : ''
  if (type === '') return answer.rawPayload.length === 0 ? [] : ['there is content of no type']
  const media = documented.content?.[type]
  if (media === undefined) return [`the content type ${type} of ${statusCode} is not documented`]
  if (request.method === 'HEAD') return answer.rawPayload.length === 0 ? [] : ['HEAD has content']
  return type.endsWith('json') ? faultsOfJson(answer, media.schema ?? {}) : []
}

function faultsOfJson(answer: Answer, schema: Schema): string[] {
  const value: unknown = JSON.parse(decode(answer).toString())
  const validator = compiled.get(schema) ?? Compile(schema as object)
  compiled.set(schema, validator)
  const faults = validator.Check(value)
    ? []
    : validator.Errors(value)[1].map((error) => `${error.instancePath} ${error.message}`)
  return answer.statusCode < 400 ? faults : [...faults, ...undeclaredIn(value, schema)]
}

/** Problems allow further members; only this checks that the document declares those in use. */
function undeclaredIn(problem: unknown, { properties = {} }: Schema): string[] {
  return Object.keys(problem as object)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => `the problem has the member "${name}", which is not documented`)
}

function decode({ headers, rawPayload }: Answer): Buffer {
  switch (headers['content-encoding']) {
    case 'gzip':
      return gunzipSync(rawPayload)
    case 'br':
      return brotliDecompressSync(rawPayload)
    case 'zstd':
      return zstdDecompressSync(rawPayload)
    default:
      return rawPayload
  }
}
