import {
  FIELD,
  type FieldDescription,
  FORM_VERSION,
  fieldOf,
  formVersionOf,
} from '@tributary/integration-kit/host'
import type { TObject, TSchema } from 'typebox'
import { type ConfigurationField, listFields } from '../list-fields.ts'
import { allowedValues, conditionsOf } from '../visible-fields.ts'
import { schemaOfField } from './schema-of-field.ts'
import { type ChoicesSource, uiOfField } from './ui-of-field.ts'

/** What `@rjsf/core` renders: plain JSON Schema 2020-12 and its UI schema. */
export interface Form {
  readonly schema: Readonly<Record<string, unknown>>
  readonly uiSchema: Readonly<Record<string, unknown>>
}

/** What a form is made for. */
export interface FormContext {
  readonly provided?: Provided
  /** The operation that loads the choices of a field: `(key) => ({ url: `/api/admin/settings/slack/choices/${key}` })`. */
  readonly choicesOf?: (key: string) => ChoicesSource
}

/** What a form can leave to the environment: fields that have a value already, by key, with the text that says so. */
export type Provided = ReadonlyMap<string, string>

/**
 * The form of a configuration. Fields with `visibleWhen` are in `allOf`, behind `if`; groups are in `ui:options.groups` of the root, for a
 * template that shows them. The schema has no choices of a field that loads them: `ui:options.choices` of the field names the operation
 * that does. Nothing in it is specific to a plugin.
 *
 * @example
 * const { schema, uiSchema } = formOf(config) // <Form schema={schema} uiSchema={uiSchema} validator={validator} />
 */
export function formOf(configuration: TObject, { provided = new Map(), choicesOf }: FormContext = {}): Form {
  const fields = listFormFields(configuration)
  return {
    schema: {
      type: 'object',
      [FORM_VERSION]: formVersionOf(configuration).version,
      properties: propertiesOf(fields.filter(isAlwaysVisible)),
      required: requiredOf(fields.filter(isAlwaysVisible), provided),
      ...conditionalParts(fields, provided),
    },
    uiSchema: {
      'ui:order': [...fields.map(({ key }) => key), '*'],
      ...groupsOf(fields),
      ...Object.fromEntries(
        fields.map(({ key, schema }) => [
          key,
          uiOfField(schema, { provided: provided.get(key), choices: choicesOf?.(key) }),
        ]),
      ),
    },
  }
}

/** The fields of a form in its order; options of an import may also be plain TypeBox. */
export function listFormFields(configuration: TObject): readonly ConfigurationField[] {
  const described = Object.entries(configuration.properties).map(
    ([key, schema]) =>
      [key, fieldOf(schema) === undefined ? asField(key, schema, configuration) : schema] as const,
  )
  return listFields({ ...configuration, properties: Object.fromEntries(described) })
}

function asField(
  key: string,
  schema: TSchema,
  { required = [] }: { readonly required?: readonly string[] },
): TSchema {
  const { title, description } = schema as { readonly title?: string; readonly description?: string }
  const field: FieldDescription = {
    kind: kindOf(schema),
    label: title ?? key,
    required: required.includes(key),
    ...(description === undefined ? {} : { description }),
  }
  return { ...schema, [FIELD]: field }
}

function kindOf(schema: TSchema): FieldDescription['kind'] {
  const { type, enum: choices } = schema as { readonly type?: string; readonly enum?: unknown }
  if (choices !== undefined) return 'select'
  if (type === 'boolean' || type === 'integer' || type === 'number') return type
  return type === 'string' ? 'text' : 'json'
}

const isAlwaysVisible = ({ field }: ConfigurationField) => field.visibleWhen === undefined

function propertiesOf(fields: readonly ConfigurationField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map(({ key, schema }) => [key, schemaOfField(schema)]))
}

function requiredOf(fields: readonly ConfigurationField[], provided: Provided): string[] {
  return fields
    .filter((field) => field.field.required && !('default' in field) && !provided.has(field.key))
    .map(({ key }) => key)
}

function conditionalParts(fields: readonly ConfigurationField[], provided: Provided): { allOf?: unknown[] } {
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const conditional = fields.filter((field) => !isAlwaysVisible(field))
  if (conditional.length === 0) return {}
  return {
    allOf: conditional.map((field) => ({
      if: conditionOf(field, byKey),
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: propertiesOf([field]), required: requiredOf([field], provided) },
    })),
  }
}

function conditionOf(field: ConfigurationField, byKey: ReadonlyMap<string, ConfigurationField>) {
  const conditions = conditionsOf(field, byKey)
  const valueOf = ({ field: key, is }: (typeof conditions)[number]) =>
    byKey.get(key)?.field.kind === 'multi_select'
      ? { contains: { enum: [...allowedValues(is)] } }
      : { enum: [...allowedValues(is)] }
  return {
    properties: Object.fromEntries(conditions.map((condition) => [condition.field, valueOf(condition)])),
    required: conditions.map(({ field: key }) => key),
  }
}

function groupsOf(fields: readonly ConfigurationField[]): object {
  const names = [...new Set(fields.flatMap(({ field }) => field.group ?? []))]
  if (names.length === 0) return {}
  const groups = names.map((title) => ({
    title,
    fields: fields.filter(({ field }) => field.group === title).map(({ key }) => key),
  }))
  return { 'ui:options': { groups } }
}
