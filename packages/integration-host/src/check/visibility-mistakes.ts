import { nearestName } from '@tributary/core'
import { fieldOf, itemsOf, type VisibleWhen } from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { allowedValues } from '../config/visible-fields.ts'

/** Kinds whose value decides which other fields are shown. */
const DECIDING: ReadonlySet<string> = new Set([
  'text',
  'integer',
  'number',
  'boolean',
  'select',
  'multi_select',
])

/** Conditions of `visibleWhen` that can never hold. */
export function* visibilityMistakes(label: string, { properties }: TObject): Generator<string> {
  for (const [key, schema] of Object.entries(properties)) {
    const condition = fieldOf(schema)?.visibleWhen
    if (condition === undefined) continue
    const place = `${label} declares "${key}" with visibleWhen:`
    const decided = properties[condition.field]
    if (decided === undefined) {
      const near = nearestName(condition.field, Object.keys(properties))
      yield `${place} the form has no field "${condition.field}"${near === undefined ? '' : `; did you mean "${near}"?`}`
    } else if (leadsBack(key, properties))
      yield `${place} the field depends on itself: remove one of the conditions`
    else yield* valueMistakes(place, decided, condition)
  }
}

function* valueMistakes(place: string, decided: TSchema, { field, is }: VisibleWhen): Generator<string> {
  const kind = fieldOf(decided)?.kind ?? ''
  if (!DECIDING.has(kind)) {
    yield `${place} "${field}" is of kind ${kind}; name a field of kind ${[...DECIDING].join(', ')}`
    return
  }
  const schema = kind === 'multi_select' ? itemsOf(decided) : decided
  const never = allowedValues(is).filter((value) => !Check(schema, value))
  if (never.length > 0)
    yield `${place} "${field}" never has the value ${never.map((value) => JSON.stringify(value)).join(', ')}`
}

function leadsBack(key: string, properties: TObject['properties']): boolean {
  const followed = new Set<string>()
  let next: string | undefined = key
  while (next !== undefined && !followed.has(next)) {
    followed.add(next)
    const schema: TSchema | undefined = properties[next]
    next = schema === undefined ? undefined : fieldOf(schema)?.visibleWhen?.field
  }
  return next === key
}
