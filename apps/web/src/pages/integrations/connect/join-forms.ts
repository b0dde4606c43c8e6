import type { IntegrationsIntegrationForms } from '@tributary/client'
import type { GivenForm } from '../../../components/generated-form/generated-form.tsx'

type Forms = Pick<IntegrationsIntegrationForms, 'credentials' | 'connection'>
type Values = Readonly<Record<string, unknown>>

interface ObjectSchema {
  readonly properties?: Values
  readonly required?: readonly string[]
  readonly [keyword: string]: unknown
}

/**
 * The one form that a person fills in to connect: the credentials, and below them the member `settings`, as the body of the request has
 * them. Undefined if nothing is entered.
 */
export function joinForms(forms: Forms, settings: Values = {}): GivenForm | undefined {
  const { credentials, connection } = forms
  if (connection === null || isEmpty(connection.schema))
    return credentials === null || isEmpty(credentials.schema) ? undefined : { ...credentials }
  const nested = {
    schema: {
      type: 'object',
      properties: { settings: connection.schema },
      // Settings without an obligation may be left out as a whole.
      required: ((connection.schema as ObjectSchema).required ?? []).length > 0 ? ['settings'] : [],
    } satisfies ObjectSchema,
    uiSchema: { settings: connection.uiSchema },
  }
  if (credentials === null) return { ...nested, data: { settings: { ...settings } } }
  const own = credentials.schema as ObjectSchema
  return {
    schema: {
      ...own,
      properties: { ...own.properties, ...nested.schema.properties },
      required: [...(own.required ?? []), ...nested.schema.required],
    },
    uiSchema: withOrder({ ...(credentials.uiSchema as Values), ...nested.uiSchema }),
    data: { settings: { ...settings } },
  }
}

/** The body of the request: without settings that are all left out. */
export function splitEntered({ connection }: Forms, values: Values): Values {
  const { settings, ...rest } = values
  const isLeftOut = settings === undefined || Object.keys(settings as object).length === 0
  return connection === null || isLeftOut ? rest : { ...rest, settings }
}

/** An order that ends with `*` takes in what has been added. */
function withOrder(uiSchema: Values): Values {
  const order = uiSchema['ui:order']
  if (!Array.isArray(order) || order.includes('*') || order.includes('settings')) return uiSchema
  return { ...uiSchema, 'ui:order': [...(order as readonly string[]), 'settings'] }
}

function isEmpty(schema: unknown): boolean {
  return Object.keys((schema as ObjectSchema).properties ?? {}).length === 0
}
