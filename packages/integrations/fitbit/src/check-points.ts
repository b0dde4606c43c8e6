import type { RejectedRecord } from '@tributary/integration-kit'
import type { Static, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'

/** The points of an answer that have the shape of their type, and the others with the reason. */
export interface CheckedPoints<Point> {
  readonly points: readonly Point[]
  readonly rejected: readonly RejectedRecord[]
}

const validators = new WeakMap<TSchema, Validator>()

/** Checks points one by one: an odd one is put aside alone, and not the whole answer with it. */
export function checkPoints<T extends TSchema>(
  schema: T,
  { type, found }: { readonly type: string; readonly found: readonly unknown[] },
): CheckedPoints<Static<T>> {
  const validator = validatorOf(schema)
  const points: Static<T>[] = []
  const rejected: RejectedRecord[] = []
  for (const raw of found) {
    const point = withoutNulls(raw)
    if (validator.Check(point)) points.push(point as Static<T>)
    else
      rejected.push({ reason: `A point of ${type} that cannot be read: ${oddness(validator, point)}.`, raw })
  }
  return { points, rejected }
}

function validatorOf(schema: TSchema): Validator {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  return validator
}

function oddness(validator: Validator, point: unknown): string {
  const [first] = validator.Errors(point)
  if (first === undefined) return 'it has another shape'
  return `${first.instancePath === '' ? 'it' : first.instancePath.slice(1).replaceAll('/', '.')} ${first.message}`
}

/** ProtoJSON takes `null` for a member that is absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (inner === null ? [] : [[name, withoutNulls(inner)]])),
  )
}
