import type { FieldDescription } from '@tributary/integration-kit/host'
import { fieldOf } from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'

/** One field of a configuration. */
export interface ConfigurationField {
  readonly key: string
  readonly schema: TSchema
  readonly field: FieldDescription
  /** Absent when it has none. */
  readonly default?: unknown
}

/**
 * The fields of a configuration in the order that a form shows them.
 * Throws a `TypeError` for a property that was not made by `field.*`.
 */
export function listFields(configuration: TObject): readonly ConfigurationField[] {
  const fields = Object.entries(configuration.properties).map(([key, schema]): ConfigurationField => {
    const field = fieldOf(schema)
    if (field === undefined) throw new TypeError(`the setting "${key}" was not made with field.*`)
    return { key, schema, field, ...('default' in schema ? { default: schema.default } : {}) }
  })
  const placeOf = ({ field }: ConfigurationField) => field.order ?? Number.POSITIVE_INFINITY
  return fields.toSorted((one, other) =>
    placeOf(one) < placeOf(other) ? -1 : placeOf(one) > placeOf(other) ? 1 : 0,
  )
}
