import { optionalBody, withFaultDescriber } from '@tributary/core'
import {
  type ConfigurationValues,
  FIELD,
  fieldOf,
  type IntegrationDefinition,
} from '@tributary/integration-kit/host'
import { type Static, type TObject, type TSchema, Type } from 'typebox'
import { VALUE_MISSING } from '../config/describe-fault.ts'
import { listFields } from '../config/list-fields.ts'
import { readEntered } from '../config/read-entered.ts'
import { exampleOfForm } from './example-of-form.ts'

/**
 * The title, description and example of a body that connects an account. Bodies without settings are the same for all integrations,
 * and one schema of the connections; others name their integration.
 */
export function describeBeginning(
  { displayName, connection }: IntegrationDefinition,
  { title, example }: { readonly title: string; readonly example: object },
) {
  const settings = connection === undefined ? undefined : exampleOfForm(connection)
  const isAsked = settings !== undefined && Object.keys(settings).length > 0
  return {
    additionalProperties: false,
    ...(connection === undefined
      ? { title: `connections.${title}`, description: 'How a connection begins.' }
      : { title, description: `How a connection to ${displayName} begins.` }),
    examples: [isAsked ? { ...example, settings } : example],
  }
}

/** A form as a part of a request body: a misspelt member is an error, and what describes the form is no keyword of JSON Schema. */
export function formBody({ properties }: TObject, title: string, options: object = {}): TObject {
  const plain = Object.entries(properties).map(([name, schema]) => {
    // With what TypeBox hides in its schemas.
    const { [FIELD]: _description, ...descriptors } = Object.getOwnPropertyDescriptors(schema)
    const member = acceptJsonText(schema, Object.defineProperties<TSchema>({}, descriptors))
    // What has a default may be left out.
    return [name, describing(schema, 'default' in schema ? Type.Optional(member) : member)] as const
  })
  return Type.Object(Object.fromEntries(plain), { additionalProperties: false, title, ...options })
}

/** A form sends JSON as the text that was entered. */
function acceptJsonText(field: TSchema, member: TSchema): TSchema {
  if (fieldOf(field)?.kind !== 'json' || !('type' in member) || member.type === 'string') return member
  const text = Type.String({ contentMediaType: 'application/json' })
  const { title, description } = field as { readonly title?: string; readonly description?: string }
  const union = Type.Union([member, text], {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
  })
  return Type.IsOptional(member) ? Type.Optional(union) : union
}

/** The member describes its faults with the sentences of all forms. */
function describing(schema: TSchema, member: TSchema): TSchema {
  const field = fieldOf(schema)
  if (field === undefined) return member
  return withFaultDescriber(member, {
    label: field.label,
    describe: (value) =>
      value === undefined ? [VALUE_MISSING] : readEntered({ schema, field }, value).messages,
  })
}

/** Which connection a request renews, and beside it `settings` where the integration asks for any. */
export function connectionMembers(definition: IntegrationDefinition) {
  const { connection } = definition
  const target = {
    connectionId: Type.Optional(
      Type.Union([Type.String({ format: 'uuid' }), Type.Literal('new')], {
        description:
          'The connection to renew, or `new` for another one. If omitted, the account decides: an already connected one is renewed.',
      }),
    ),
  }
  if (connection === undefined) return target
  const settings = settingsOf(definition, connection)
  return { ...target, settings: requiredIn(settings).length === 0 ? Type.Optional(settings) : settings }
}

function settingsOf({ displayName }: IntegrationDefinition, connection: TObject): TObject {
  const example = exampleOfForm(connection)
  return formBody(connection, 'ConnectionSettings', {
    description: `The settings of a connection to ${displayName}.`,
    ...(example === undefined ? {} : { examples: [example] }),
  })
}

/** The member of a change with the settings that can be changed without connecting again; no member where the integration has no such settings. */
export function changeableSettings(connection: TObject) {
  const names = new Set(
    listFields(connection).flatMap(({ key, field }) => (field.changeable === true ? [key] : [])),
  )
  if (names.size === 0) return {}
  const { properties } = formBody(connection, 'ConnectionSettings')
  const changeable = Object.entries(properties)
    .filter(([name]) => names.has(name))
    .map(([name, schema]) => {
      const clearable = Type.Optional(Type.Union([schema, Type.Null()]))
      return [name, describing(connection.properties[name] ?? schema, clearable)] as const
    })
  const settings = Type.Object(Object.fromEntries(changeable), {
    additionalProperties: false,
    description: 'Omitted settings stay unchanged; null clears a setting.',
  })
  return { settings: Type.Optional(settings) }
}

/** A body that may be left out unless the integration asks for settings. */
export function bodyOf<T extends TObject>(body: T) {
  return requiredIn(body).includes('settings')
    ? Type.Unsafe<Static<T> | null | undefined>(body)
    : optionalBody(body)
}

/** TypeBox types it as the names of one schema; here it is that of any. */
function requiredIn(schema: TObject): readonly string[] {
  return (schema as { readonly required?: readonly string[] }).required ?? []
}

/** What `connectionMembers` describes, of a body that may be left out. */
export function connectionOf(body: unknown): {
  readonly settings?: ConfigurationValues
  readonly connection?: string
} {
  const { settings, connectionId } = (body ?? {}) as {
    readonly settings?: ConfigurationValues
    readonly connectionId?: string
  }
  return {
    ...(settings === undefined ? {} : { settings }),
    ...(connectionId === undefined ? {} : { connection: connectionId }),
  }
}
