import type { RJSFSchema, UiSchema } from '@rjsf/utils'

interface Choice {
  readonly value: string
  readonly label: string
  readonly isOffered: boolean
}

/** What the server has loaded, by field. */
export type FieldChoices = Readonly<Record<string, readonly Choice[]>>

interface LoadedField {
  readonly key: string
  readonly url: string
  /** Sent beside `values`. */
  readonly body: object
}

/** The fields of a form whose choices are loaded, and where from. */
export function loadedFields(uiSchema: UiSchema): readonly LoadedField[] {
  return Object.entries(uiSchema).flatMap(([key, ui]) => {
    const { url, body = {} } = ui?.['ui:options']?.choices ?? {}
    return typeof url === 'string' ? [{ key, url, body }] : []
  })
}

/** The form with the loaded choices in place of texts. A chosen value that is no longer offered is marked. */
export function withChoices<F extends { readonly schema: RJSFSchema; readonly uiSchema: UiSchema }>(
  { schema, uiSchema }: F,
  choices: FieldChoices,
): { readonly schema: RJSFSchema; readonly uiSchema: UiSchema } {
  const isList = (key: string) => propertyOf(schema, key)?.type === 'array'
  const named = Object.entries(choices).map(([key, offered]) => [
    key,
    {
      ...uiSchema[key],
      'ui:enumNames': offered.map(({ label, isOffered }) =>
        isOffered ? label : `${label} (no longer offered)`,
      ),
      ...(isList(key) ? { 'ui:widget': 'checkboxes' } : {}),
    },
  ])
  return {
    schema: mapProperties(schema, (key, property) => {
      const values = choices[key]?.map(({ value }) => value)
      if (values === undefined) return property
      if (property.type !== 'array') return { ...property, enum: values }
      return { ...property, items: { type: 'string', enum: values } }
    }),
    uiSchema: { ...uiSchema, ...Object.fromEntries(named) },
  }
}

function propertyOf({ properties, allOf = [] }: RJSFSchema, key: string): RJSFSchema | undefined {
  const all = [properties, ...allOf.map((part) => (part as { then?: RJSFSchema }).then?.properties)]
  return all.flatMap((each) => each?.[key] ?? [])[0] as RJSFSchema | undefined
}

function mapProperties(
  schema: RJSFSchema,
  change: (key: string, property: RJSFSchema) => RJSFSchema,
): RJSFSchema {
  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([key, property]) => [
      key,
      change(key, property as RJSFSchema),
    ]),
  )
  const parts = schema.allOf?.map((part) => {
    const { then } = part as { then?: RJSFSchema }
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    return then === undefined ? part : { ...(part as object), then: mapProperties(then, change) }
  })
  return { ...schema, properties, ...(parts === undefined ? {} : { allOf: parts }) }
}
