import type { RJSFSchema, UiSchema } from '@rjsf/utils'

export interface Choice {
  readonly value: string
  readonly label: string
  readonly isOffered: boolean
}

/** What the service of a form offers, by field. */
export type FieldChoices = Readonly<Record<string, readonly Choice[]>>

export interface LoadedField {
  readonly key: string
  readonly url: string
  /** Sent beside `values`. */
  readonly body: Readonly<Record<string, unknown>>
}

interface FormParts {
  readonly schema: RJSFSchema
  readonly uiSchema: UiSchema
}

/** The fields of a form whose choices are loaded, and where from. */
export function loadedFields(uiSchema: UiSchema): readonly LoadedField[] {
  return Object.entries(uiSchema).flatMap(([key, ui]) => {
    const { url, body = {} } = ui?.['ui:options']?.choices ?? {}
    return typeof url === 'string' ? [{ key, url, body }] : []
  })
}

/** Whether all fields are filled in that a service needs before it can be asked: those that are required and do not load choices themselves. */
export function canLoad({ schema, uiSchema }: FormParts, values: Readonly<Record<string, unknown>>): boolean {
  const loaded = new Set(loadedFields(uiSchema).map(({ key }) => key))
  return (schema.required ?? []).every((key) => loaded.has(key) || (values[key] ?? '') !== '')
}

/**
 * The form with the loaded choices in place of texts. `gone` marks a chosen value that is no longer offered. A list whose choices have not been
 * asked for yet has boxes to tick already, none of them so far; a service that offers nothing leaves a text, or a list of texts.
 */
export function withChoices(
  { schema, uiSchema }: FormParts,
  choices: FieldChoices,
  gone: (label: string) => string,
): FormParts {
  const known = Object.entries(choices).filter(([, offered]) => offered.length > 0)
  const named = known.map(([key, offered]) => [
    key,
    {
      ...uiSchema[key],
      'ui:enumNames': offered.map(({ label, isOffered }) => (isOffered ? label : gone(label))),
      ...(isList(schema, key) ? { 'ui:widget': 'checkboxes' } : {}),
    },
  ])
  const awaited = loadedFields(uiSchema).filter(
    ({ key }) => choices[key] === undefined && isList(schema, key),
  )
  const boxes = awaited.map(({ key }) => [key, { ...uiSchema[key], 'ui:widget': 'checkboxes' }])
  return {
    schema: mapProperties(schema, (key, property) => {
      const values = choices[key]?.map(({ value }) => value)
      if (values === undefined || values.length === 0) return property
      if (property.type !== 'array') return { ...property, enum: values }
      return { ...property, items: { type: 'string', enum: values } }
    }),
    uiSchema: { ...uiSchema, ...Object.fromEntries([...boxes, ...named]) },
  }
}

/** All fields of a form, also those that are shown only for some values of others. */
export function propertiesOf({ properties, allOf = [] }: RJSFSchema): Readonly<Record<string, RJSFSchema>> {
  const conditional = allOf.map((part) => (part as { readonly then?: RJSFSchema }).then?.properties)
  return Object.assign({}, properties, ...conditional) as Record<string, RJSFSchema>
}

function isList(schema: RJSFSchema, key: string): boolean {
  return propertiesOf(schema)[key]?.type === 'array'
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
    const { then } = part as { readonly then?: RJSFSchema }
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    return then === undefined ? part : { ...(part as object), then: mapProperties(then, change) }
  })
  return { ...schema, properties, ...(parts === undefined ? {} : { allOf: parts }) }
}
