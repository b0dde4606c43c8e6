import { type FieldKind, fieldOf } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'
import { itemsOf } from '../read-entered.ts'

type UiSchema = Readonly<Record<string, unknown>>

/** How `@rjsf/core` shows a kind, where its JSON Schema does not decide it. */
const WIDGETS: Partial<Readonly<Record<FieldKind, UiSchema>>> = {
  textarea: { 'ui:widget': 'textarea' },
  secret: { 'ui:widget': 'password', 'ui:options': { autocomplete: 'off' } },
  multi_select: { 'ui:widget': 'checkboxes' },
  phone: { 'ui:options': { inputType: 'tel' } },
  json: { 'ui:widget': 'textarea', 'ui:options': { rows: 6 } },
}

/** The UI schema of one field. `provided`: what to say of a value that holds while nothing is stored. */
export function uiOfField(schema: TSchema, provided?: string): UiSchema {
  const field = fieldOf(schema)
  if (field === undefined) return {}
  const placeholder = provided ?? field.placeholder
  return {
    ...WIDGETS[field.kind],
    ...(placeholder === undefined ? {} : { 'ui:placeholder': placeholder }),
    ...(field.help === undefined ? {} : { 'ui:help': field.help }),
    ...(field.kind === 'array' ? { items: uiOfField(itemsOf(schema)) } : {}),
  }
}
