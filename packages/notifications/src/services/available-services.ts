import { formOf, type ProviderInstance } from '@tributary/integration-host'
import type { TObject } from 'typebox'
import { type Static, Type } from 'typebox'
import { type Parts, tablesOf } from '../parts.ts'
import { listOpened } from './service-store.ts'

const EXAMPLE_FORM = {
  schema: {
    type: 'object',
    properties: { address: { type: 'string', title: 'Your address', format: 'email' } },
    required: ['address'],
  },
  uiSchema: { 'ui:order': ['address', '*'] },
}

const RecipientForm = Type.Object(
  {
    schema: Type.Unknown({ description: 'Plain JSON Schema of the form.' }),
    uiSchema: Type.Unknown({ description: 'UI schema for react-jsonschema-form.' }),
  },
  {
    title: 'RecipientForm',
    description: 'What you enter to receive messages of your own.',
    examples: [EXAMPLE_FORM],
  },
)

/** An instance of a provider as the API shows it to people. */
export const Service = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'Of the instance.' }),
    plugin: Type.String({ description: 'The plugin that sends.' }),
    name: Type.String({ description: 'As the administrator has named it.' }),
    isOpen: Type.Boolean({ description: 'Whether people may add channels that use it.' }),
    isAvailable: Type.Boolean({ description: 'Whether it can be used now.' }),
    recipientForm: Type.Union([RecipientForm, Type.Null()], {
      description: 'Null: all messages go to where the instance leads.',
    }),
  },
  {
    title: 'NotificationService',
    description: 'A configured service that messages can be sent through.',
    examples: [
      {
        id: '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44',
        plugin: 'email',
        name: 'Post office',
        isOpen: true,
        isAvailable: true,
        recipientForm: EXAMPLE_FORM,
      },
    ],
  },
)

type Service = Static<typeof Service>

/** Every instance that sends messages, opened to people or not. */
export async function listServices(parts: Parts): Promise<readonly Service[]> {
  const instances = (await parts.providers?.list('notification')) ?? []
  const opened = await listOpened(tablesOf(parts))
  return instances.map((instance) => viewService(parts, instance, opened.has(instance.id)))
}

function viewService(parts: Parts, instance: ProviderInstance, isOpen: boolean): Service {
  const form = recipientFormOf(parts, instance.plugin)
  const { id, plugin, name, state } = instance
  return {
    id,
    plugin,
    name,
    isOpen,
    isAvailable: state === 'active',
    recipientForm: form === undefined ? null : formOf(form),
  }
}

/** The form of a recipient that the provider of a plugin declares. */
export function recipientFormOf({ offered }: Parts, plugin: string): TObject | undefined {
  return offered.find((each) => each.plugin === plugin && each.value.kind === 'notification')?.value.recipient
}
