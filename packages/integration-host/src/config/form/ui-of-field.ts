import { type FieldKind, fieldOf, itemsOf, type LabelledChoice } from '@tributary/integration-kit/host'
import type { TSchema } from 'typebox'

type UiSchema = Readonly<Record<string, unknown>>

/** How `@rjsf/core` shows a kind, where its JSON Schema does not decide it. */
const WIDGETS: Partial<Readonly<Record<FieldKind, UiSchema>>> = {
  textarea: { 'ui:widget': 'textarea' },
  secret: { 'ui:widget': 'password', 'ui:options': { autocomplete: 'off' } },
  multi_select: { 'ui:widget': 'checkboxes' },
  phone: { 'ui:options': { inputType: 'tel' } },
  json: { 'ui:widget': 'textarea', 'ui:options': { rows: 6 } },
}

/** An operation that loads choices: POST with the `values` entered so far. */
export interface ChoicesSource {
  readonly url: string
  /** What its body has beside `values`. */
  readonly body?: Readonly<Record<string, unknown>>
}

/** What the form of one field depends on besides its declaration. */
export interface FieldContext {
  /** What to say of a value that holds while nothing is stored. */
  readonly provided?: string | undefined
  /** Where the choices come from, if they are loaded. */
  readonly choices?: ChoicesSource | undefined
}

/** The UI schema of one field. */
export function uiOfField(schema: TSchema, { provided, choices }: FieldContext = {}): UiSchema {
  const field = fieldOf(schema)
  if (field === undefined) return {}
  const placeholder = provided ?? field.placeholder
  return {
    ...(field.isLoaded ? loadedFrom(choices) : WIDGETS[field.kind]),
    ...(field.choices === undefined ? {} : { 'ui:enumNames': field.choices.map(nameOf) }),
    ...(placeholder === undefined ? {} : { 'ui:placeholder': placeholder }),
    ...(field.help === undefined ? {} : { 'ui:help': field.help }),
    ...(field.kind === 'array' ? { items: uiOfField(itemsOf(schema)) } : {}),
  }
}

/**
 * Beside an `enum`, and not as `oneOf`, of which the form would choose the first for an optional field that is left alone.
 */
function nameOf({ label, description }: LabelledChoice): string {
  return description === undefined ? label : `${label}: ${description}`
}

/** Until a page has loaded the choices, the value is entered as text. */
function loadedFrom(source: ChoicesSource | undefined): UiSchema {
  return {
    'ui:options': {
      choices: { loaded: true, ...(source === undefined ? {} : { method: 'POST', ...source }) },
    },
  }
}
