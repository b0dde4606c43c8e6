import type { TSchema } from 'typebox'

/** Describes what is wrong with a value of a form's field; `undefined` is a value that is missing. */
export interface FaultDescriber {
  readonly label: string
  describe(value: unknown): readonly string[]
}

/** What is wrong with one field of a form in a request. */
export interface FieldFault {
  readonly path: string
  readonly label: string
  readonly messages: readonly string[]
}

interface Failure {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath: string
  readonly params: Readonly<Record<string, unknown>>
}

const DESCRIBER = Symbol.for('tributary.faultDescriber')

/**
 * Lets a member of a request body describe its own faults, in place of the sentences of JSON Schema: the fields of forms do, so that a person
 * reads the same sentence wherever a form is sent.
 *
 * @example
 * withFaultDescriber(Type.Integer(), { label: 'Days', describe: () => ['Enter a whole number.'] })
 */
export function withFaultDescriber<S extends TSchema>(schema: S, describer: FaultDescriber): S {
  return Object.defineProperty(schema, DESCRIBER, { value: describer })
}

/** The fault of the field that a failed validation is about, if a field describes it. `value` is the whole request body. */
export function findFieldFault(failure: Failure, schema: unknown, value: unknown): FieldFault | undefined {
  const { instancePath, schemaPath, keyword, params } = failure
  const missing = keyword === 'required' ? [String(params['missingProperty'])] : []
  const steps = schemaPath.split('/').slice(1, -1).map(decodeStep)
  const names = [...instancePath.split('/').slice(1).map(decodeStep), ...missing]
  if (missing.length > 0) steps.push('properties', ...missing)
  let node = schema
  let isMember = false
  let depth = 0
  for (const step of steps) {
    node = membersOf(node)[step]
    if (isMember) depth++
    const describer = isMember ? describerOf(node) : undefined
    if (describer !== undefined) return faultOf(describer, names.slice(0, depth), value)
    isMember = !isMember && step === 'properties'
  }
  return undefined
}

function faultOf(
  describer: FaultDescriber,
  names: readonly string[],
  value: unknown,
): FieldFault | undefined {
  const entered = names.reduce<unknown>((found, name) => membersOf(found)[name], value)
  const messages = describer.describe(entered)
  const path = names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return messages.length === 0 ? undefined : { path, label: describer.label, messages }
}

function describerOf(node: unknown): FaultDescriber | undefined {
  return typeof node === 'object' && node !== null
    ? (node as { readonly [DESCRIBER]?: FaultDescriber })[DESCRIBER]
    : undefined
}

function decodeStep(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
