import { formOf, type ProviderInstance } from '@tributary/integration-host'
import type { TObject } from 'typebox'
import { type Static, Type } from 'typebox'
import { CHANNEL_KINDS } from '../channels/channel-kind.ts'
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
    kind: Type.Enum([...CHANNEL_KINDS], {
      type: 'string',
      description: '`notification`: messages for people. `workflow`: events that start something.',
    }),
    name: Type.String({ description: 'As the administrator has named it.' }),
    isOpen: Type.Boolean({ description: 'Whether people may add channels that use it.' }),
    isAvailable: Type.Boolean({ description: 'Whether it can be used now.' }),
    recipientForm: Type.Union([RecipientForm, Type.Null()], {
      description: 'Null: all messages go to where the instance leads.',
    }),
  },
  {
    title: 'NotificationService',
    description: 'A configured service that channels can lead to.',
    examples: [
      {
        id: '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44',
        plugin: 'email',
        kind: 'notification',
        name: 'Post office',
        isOpen: true,
        isAvailable: true,
        recipientForm: EXAMPLE_FORM,
      },
    ],
  },
)

type Service = Static<typeof Service>

/** Every instance that a channel can lead to, opened to people or not. */
export async function listServices(parts: Parts): Promise<readonly Service[]> {
  const opened = await listOpened(tablesOf(parts))
  const services: Service[] = []
  for (const kind of CHANNEL_KINDS)
    for (const instance of (await parts.providers?.list(kind)) ?? [])
      if (instance.kind === kind)
        services.push(viewService(parts, instance, { kind, isOpen: opened.has(instance.id) }))
  return services
}

function viewService(
  parts: Parts,
  instance: ProviderInstance,
  { kind, isOpen }: Pick<Service, 'kind' | 'isOpen'>,
): Service {
  const form = kind === 'notification' ? recipientFormOf(parts, instance.plugin) : undefined
  const { id, plugin, name, state } = instance
  return {
    id,
    plugin,
    kind,
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
