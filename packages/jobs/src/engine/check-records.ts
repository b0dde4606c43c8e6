import { nearestName } from '@tributary/core'
import type { RejectedRecord, Stream } from '@tributary/integration-kit'
import { Compile, type Validator } from 'typebox/compile'

const validators = new WeakMap<object, Validator>()

/** Splits a page into records that match the stream's schema and rejected ones with their reason. */
export function checkRecords<Row>(
  stream: Stream<Row>,
  records: readonly Row[],
): { valid: readonly Row[]; rejected: readonly RejectedRecord[] } {
  const validator = validatorOf(stream)
  if (records.every((record) => validator.Check(record))) return { valid: records, rejected: [] }
  const valid: Row[] = []
  const rejected: RejectedRecord[] = []
  for (const record of records) {
    if (validator.Check(record)) valid.push(record)
    else rejected.push({ reason: reasonOf(validator, record, stream), raw: record })
  }
  return { valid, rejected }
}

function validatorOf(stream: Stream<never> | Stream): Validator {
  let validator = validators.get(stream)
  if (validator === undefined) {
    validator = Compile(stream.recordSchema)
    validators.set(stream, validator)
  }
  return validator
}

function reasonOf(validator: Validator, record: unknown, stream: Stream<never> | Stream): string {
  const misspelt = misspeltMember(record, stream) ?? misspeltField(record, stream)
  if (misspelt !== undefined) return misspelt
  const [first] = validator.Errors(record)
  if (first === undefined) return 'The record does not match the schema of this stream.'
  const where = first.instancePath === '' ? 'The record' : first.instancePath.slice(1)
  // The error of a schema without additional properties.
  if (first.keyword === 'boolean') return `${where} is not a property of this stream.`
  return `${where} ${first.message}${allowedBy(first.params)}.`
}

/** The values of an enumeration, which the validator's message leaves out. */
function allowedBy(params: object): string {
  const allowed: unknown = 'allowedValues' in params ? params.allowedValues : undefined
  return Array.isArray(allowed) ? `: ${allowed.slice(0, 20).join(', ')}` : ''
}

/** A member that the schema does not have, reported before missing ones. */
function misspeltMember(record: unknown, { recordSchema }: Stream<never> | Stream): string | undefined {
  if (!('properties' in recordSchema) || !('additionalProperties' in recordSchema)) return undefined
  if (typeof record !== 'object' || record === null || recordSchema.additionalProperties !== false)
    return undefined
  const known = Object.keys(recordSchema.properties as object)
  const member = Object.keys(record).find((name) => !known.includes(name))
  if (member === undefined) return undefined
  return `${member} is not a property of this stream${cure(nearestName(member, known))}`
}

/** A metric that the stream does not declare. */
function misspeltField(record: unknown, { fields }: Stream<never> | Stream): string | undefined {
  if (fields === undefined || typeof record !== 'object' || record === null) return undefined
  const name = Object.entries(record).find(([key]) => key === 'field' || key === 'metric')?.[1] as unknown
  if (typeof name !== 'string' || Object.hasOwn(fields, name)) return undefined
  return `"${name}" is not a field of this stream${cure(nearestName(name, Object.keys(fields)))}`
}

function cure(nearest: string | undefined): string {
  return nearest === undefined ? '.' : `: is it "${nearest}"?`
}
