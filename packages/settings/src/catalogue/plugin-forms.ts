import type { PluginContext } from '@tributary/core'
import {
  configurations,
  connectionFormsOf,
  findDefinition,
  formOf,
  offeredProviders,
} from '@tributary/integration-host'
import { PROVIDER_KINDS } from '@tributary/integration-kit/host'
import { type Static, type TObject, Type } from 'typebox'
import { newInstanceChoices } from '../instances/instance-choices.ts'

const formExample = {
  schema: {
    type: 'object',
    properties: { clientId: { type: 'string', title: 'Client ID' } },
    required: ['clientId'],
  },
  uiSchema: { 'ui:order': ['clientId', '*'] },
}

const EmptyForm = Type.Object(
  {
    schema: Type.Unknown({ description: 'Plain JSON Schema of the form.' }),
    uiSchema: Type.Unknown({ description: 'UI schema for react-jsonschema-form.' }),
  },
  {
    title: 'PluginForm',
    description: 'A form without values, which react-jsonschema-form renders as it is.',
    examples: [formExample],
  },
)

type EmptyForm = Static<typeof EmptyForm>

const OptionalForm = (description: string) => Type.Union([EmptyForm, Type.Null()], { description })

/** The forms of a plugin, without values. */
export const PluginForms = Type.Object(
  {
    name: Type.String(),
    settings: OptionalForm(
      'What administrators set; null without settings, and while the plugin is not ready.',
    ),
    providers: Type.Array(
      Type.Object(
        { kind: Type.Enum([...PROVIDER_KINDS]), ...EmptyForm.properties },
        {
          title: 'ProviderForm',
          description: 'The form of an instance of one kind of provider.',
          examples: [{ kind: 'notification', ...formExample }],
        },
      ),
      { description: 'One for each kind of provider that the plugin offers.' },
    ),
    credentials: OptionalForm('What a person enters to connect an account.'),
    connection: OptionalForm('The settings of a connection of a person.'),
    importOptions: OptionalForm('The options of an import of files.'),
  },
  {
    title: 'PluginForms',
    description: 'The forms of the plugin, without values.',
    examples: [
      {
        name: 'spotify',
        settings: formExample,
        providers: [],
        credentials: null,
        connection: null,
        importOptions: null,
      },
    ],
  },
)

/** Reads the forms of a plugin. A plugin that is not ready has none: its schemas may be the reason. */
export function readForms(context: PluginContext, name: string): Static<typeof PluginForms> {
  const settings = context.getContributions(configurations).find(({ plugin }) => plugin === name)
  const definition = findDefinition(context, name)
  const { credentials, connection, importOptions } =
    definition === undefined ? NO_FORMS : connectionFormsOf(definition)
  return {
    name,
    settings: emptyForm(settings?.value.schema),
    providers: listProviderForms(context, name),
    credentials: emptyForm(credentials),
    connection: emptyForm(connection),
    importOptions: emptyForm(importOptions),
  }
}

const NO_FORMS = { credentials: undefined, connection: undefined, importOptions: undefined }

function listProviderForms(context: PluginContext, name: string) {
  return context
    .getContributions(offeredProviders)
    .filter(({ plugin }) => plugin === name)
    .map(({ value: { kind, instance } }) => ({
      kind,
      ...formOf(instance, { choicesOf: newInstanceChoices(name, kind) }),
    }))
}

function emptyForm(schema: TObject | undefined): EmptyForm | null {
  return schema === undefined ? null : formOf(schema)
}
