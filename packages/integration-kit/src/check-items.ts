import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { RejectedRecord } from './stream.ts'

/** The items of an answer that have the shape asked for, and the others with the reason. */
export interface CheckedItems<Item> {
  readonly items: readonly Item[]
  readonly rejected: readonly RejectedRecord[]
}

const validators = new WeakMap<TSchema, Validator>()

/**
 * Checks the items of an answer one by one, so that an odd one is put aside alone, and not the whole answer with it. A member that is
 * `null` counts as absent. `what` says in the reason what each is: "A point of steps".
 *
 * @example
 * const { items, rejected } = checkItems(Point, answer.points, 'A point of steps')
 */
export function checkItems<T extends TSchema>(
  schema: T,
  found: readonly unknown[],
  what: string,
): CheckedItems<Static<T>> {
  const validator = validatorOf(schema)
  const items: Static<T>[] = []
  const rejected: RejectedRecord[] = []
  for (const raw of found) {
    const item = withoutNulls(raw)
    if (validator.Check(item)) items.push(item as Static<T>)
    else rejected.push({ reason: `${what} that cannot be read: ${oddness(validator, item)}.`, raw })
  }
  return { items, rejected }
}

function validatorOf(schema: TSchema): Validator {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  return validator
}

function oddness(validator: Validator, item: unknown): string {
  const [first] = validator.Errors(item)
  if (first === undefined) return 'it does not match the schema'
  return `${first.instancePath === '' ? 'it' : first.instancePath.slice(1).replaceAll('/', '.')} ${first.message}`
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner)]])),
  )
}
