import { FIELD, fieldOf, type IntegrationDefinition } from '@tributary/integration-kit/host'
import { type TObject, type TSchema, Type } from 'typebox'
import { authStrategyOf } from '../auth/auth-strategies.ts'
import { type Form, formOf } from '../config/form/form-of.ts'

/** What a person fills in at an integration. Null where there is nothing. */
export interface IntegrationForms {
  readonly credentials: Form | null
  readonly connection: Form | null
  readonly connectionChange: Form | null
  readonly importOptions: Form | null
}

/** The forms of an integration, by the same function as those of administrators. */
export function formsOf(definition: IntegrationDefinition): IntegrationForms {
  const { connection, files } = definition
  return {
    credentials: renderedForm(authStrategyOf(definition).form()?.fields),
    connection: renderedForm(connection),
    connectionChange: renderedForm(connection && changeablePart(connection)),
    importOptions: renderedForm(files?.options),
  }
}

function renderedForm(form: TObject | undefined): Form | null {
  return form === undefined || Object.keys(form.properties).length === 0 ? null : formOf(form)
}

/** The fields that can be changed without connecting again. What shows one of them may be no part of this form: then it is always shown. */
function changeablePart({ properties }: TObject): TObject {
  const changeable = Object.entries(properties).filter(([, schema]) => fieldOf(schema)?.changeable === true)
  const keys = new Set(changeable.map(([key]) => key))
  const shown = changeable.map(([key, schema]): [string, TSchema] => {
    const field = fieldOf(schema)
    if (field?.visibleWhen === undefined || keys.has(field.visibleWhen.field)) return [key, schema]
    const { visibleWhen: _hidden, ...always } = field
    return [key, { ...schema, [FIELD]: always }]
  })
  return Type.Object(Object.fromEntries(shown))
}
