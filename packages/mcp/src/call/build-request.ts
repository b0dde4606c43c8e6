import { nearestName } from '@tributary/core'
import type { Operation, Parameter } from '../operations/operation.ts'
import { argumentsOf, CURSOR, type Target } from '../tools/argument-names.ts'
import type { InnerRequest } from './caller.ts'

export type Arguments = Readonly<Record<string, unknown>>

/** What is wrong with the arguments, one line each. */
export class BadArguments extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('\n'))
    this.name = 'BadArguments'
    this.faults = faults
  }
}

/** A request in the making. */
interface Draft {
  path: string
  readonly query: URLSearchParams
  readonly headers: Record<string, string>
  body: unknown
}

/**
 * The request that a call of a tool stands for. Only what would make another request of it is checked here; the operation checks the
 * rest.
 *
 * @throws BadArguments
 */
export function buildRequest(operation: Operation, args: Arguments): InnerRequest {
  const targets = argumentsOf(operation)
  const faults = Object.keys(args)
    .filter((name) => !targets.has(name) && name !== CURSOR)
    .map((name) => describeUnknown(name, [...targets.keys()]))
  const draft: Draft = { path: operation.path, query: new URLSearchParams(), headers: {}, body: undefined }
  for (const [name, target] of targets) {
    // Language models write null for what they leave out.
    const value = args[name] ?? undefined
    const fault =
      value === undefined ? faultOfAbsence(operation, target) : placeArgument(draft, target, value)
    if (fault !== undefined) faults.push(`${name}: ${fault}`)
  }
  if (faults.length > 0) throw new BadArguments(faults)
  const { path, query, headers, body } = draft
  const url = query.size === 0 ? path : `${path}?${query.toString()}`
  return { method: operation.method, url, headers, ...(body === undefined ? {} : { body }) }
}

function faultOfAbsence({ body }: Operation, target: Target): string | undefined {
  const isRequired = target === 'body' ? body?.required === true : target.parameter.required
  return isRequired ? 'is required.' : undefined
}

/** Puts an argument where it belongs, or says why it cannot be there. */
function placeArgument(draft: Draft, target: Target, value: unknown): string | undefined {
  if (target === 'body') {
    draft.body = value
    return undefined
  }
  const { name, in: place } = target.parameter
  const texts = textsOf(target.parameter, value)
  if (texts === undefined) return WANTED[place]
  if (place === 'path') draft.path = draft.path.replace(`{${name}}`, texts.join())
  else if (place === 'header') draft.headers[name] = texts.join()
  else for (const text of texts) draft.query.append(name, text)
  return undefined
}

const WANTED = {
  path: 'must be a text or a number that names one thing.',
  query: 'must be a text, a number, true or false, or a list of these.',
  header: 'must be a text of one line.',
} as const

function describeUnknown(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  const cure = nearest === undefined ? '' : ` Did you mean ${nearest}?`
  return `${name}: is unknown.${cure} Known are: ${known.length === 0 ? 'none' : known.join(', ')}.`
}

/** The values as they stand in the request, or `undefined` where they cannot. */
function textsOf({ in: place }: Parameter, value: unknown): readonly string[] | undefined {
  if (place === 'query') {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return values.every(isScalar) ? values.map(String) : undefined
  }
  if (!isScalar(value)) return undefined
  const text = String(value)
  if (place === 'header') return /^[\x20-\x7e]+$/.test(text) ? [text] : undefined
  // Such a segment would lead to another operation.
  if (text === '' || text === '.' || text === '..' || !text.isWellFormed()) return undefined
  return [encodeURIComponent(text)]
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
