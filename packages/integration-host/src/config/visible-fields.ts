import type { FieldValue, VisibleWhen } from '@tributary/integration-kit/host'
import type { ConfigurationField } from './list-fields.ts'

/**
 * The fields that a form shows for these values. A field without a value counts with its default.
 *
 * @example
 * visibleFields(listFields(form), { mode: 'live' })
 */
export function visibleFields<F extends ConfigurationField>(
  fields: readonly F[],
  values: Readonly<Record<string, unknown>>,
): readonly F[] {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  return fields.filter((field) =>
    conditionsOf(field, byKey).every(({ field: key, is }) =>
      matches(values[key] ?? byKey.get(key)?.default, is),
    ),
  )
}

/**
 * What has to hold for a field to be visible: its own condition, and those of the fields it depends on. A condition that leads back to the
 * field is left out; the check of a definition refuses such a form.
 */
export function conditionsOf(
  { field }: ConfigurationField,
  fields: ReadonlyMap<string, ConfigurationField>,
): readonly VisibleWhen[] {
  const conditions: VisibleWhen[] = []
  const followed = new Set<string>()
  let next = field.visibleWhen
  while (next !== undefined && !followed.has(next.field)) {
    conditions.push(next)
    followed.add(next.field)
    next = fields.get(next.field)?.field.visibleWhen
  }
  return conditions
}

function matches(value: unknown, is: VisibleWhen['is']): boolean {
  const allowed = allowedValues(is)
  const given: readonly unknown[] = Array.isArray(value) ? value : [value]
  return given.some((each) => allowed.some((one) => one === each))
}

/** The values of a condition as a list. */
export function allowedValues(is: VisibleWhen['is']): readonly FieldValue[] {
  return typeof is === 'object' ? is : [is]
}
