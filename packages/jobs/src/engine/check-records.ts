import type { RejectedRecord, Stream } from '@tributary/integration-kit'
import { Compile, type Validator } from 'typebox/compile'

const validators = new WeakMap<object, Validator>()

/** Splits a page into what its stream's schema accepts and what it does not, with the reason. */
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
    else rejected.push({ reason: reasonOf(validator, record), raw: record })
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

function reasonOf(validator: Validator, record: unknown): string {
  const [first] = validator.Errors(record)
  if (first === undefined) return 'The record does not have the shape this stream promises.'
  const where = first.instancePath === '' ? 'The record' : first.instancePath.slice(1)
  // How a schema that allows no further properties says so.
  if (first.keyword === 'boolean') return `${where} is no property that this stream knows.`
  return `${where} ${first.message}.`
}
