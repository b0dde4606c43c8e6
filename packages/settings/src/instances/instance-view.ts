import { formData, formOf, INSTANCE_STATES, type ProviderInstance } from '@tributary/integration-host'
import { FIELD_KINDS, PROVIDER_KINDS } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { type SettingWarning, SettingWarnings } from '../choices/check-loaded.ts'
import type { FieldState } from '../resolve-field.ts'
import { SECRET_MASK } from '../secret-mask.ts'
import { SettingsForm } from '../settings-view.ts'
import { shownValue, shownValues } from '../shown-value.ts'
import { instanceChoices } from './instance-choices.ts'
import type { InstanceRow } from './instance-tables.ts'
import { problemsOf, stateOf, statesOf } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'
import { type CircuitView, CLOSED } from './resilience/circuit.ts'

export const EXAMPLE_INSTANCE_ID = '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'

export const KindField = Type.Enum([...PROVIDER_KINDS], { description: 'What it is used for.' })

export const NameField = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: '^[^/\\u0000-\\u001f]*$',
  description: 'Unique for its plugin and kind; one line without a slash.',
  examples: ['operators'],
})

export const ValuesField = Type.Record(Type.String(), Type.Unknown(), {
  maxProperties: 500,
  description: `The fields of the form. ${SECRET_MASK} or nothing for a secret keeps it, as the mask of an entry does in a list of secrets, wherever it is in the list; null clears a field.`,
})

const states: Readonly<Record<ProviderInstance['state'], string>> = {
  active: 'it can be used',
  disabled: 'an administrator has disabled it',
  invalid: 'its values do not fit the form of the plugin',
  unavailable: 'its plugin is not running',
}

/** Whether this process uses an instance or waits until its service is up again. */
export const CircuitField = Type.Object(
  {
    state: Type.Enum(['closed', 'open', 'half_open'], {
      description:
        '`closed`: it is used; `open`: it has failed again and again, and is not tried before `retryAt`; `half_open`: the next use decides. Of the process that answers; a change of the configuration closes it.',
    }),
    retryAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()], {
      description: 'Null while `closed`.',
    }),
  },
  {
    title: 'PluginInstanceCircuit',
    description: 'Whether an instance is used now, or not because its service is down.',
    examples: [{ state: 'open', retryAt: '2026-11-28T12:00:30.000Z' }],
  },
)

export function viewCircuit({ state, retryAt }: CircuitView): Static<typeof CircuitField> {
  return { state, retryAt: retryAt?.toISOString() ?? null }
}

/** An instance as the API shows it. */
export const Instance = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    plugin: Type.String({ description: 'The plugin that offers the kind.' }),
    kind: KindField,
    name: NameField,
    enabled: Type.Boolean(),
    state: Type.Enum([...INSTANCE_STATES], {
      description: `${INSTANCE_STATES.map((state) => `\`${state}\`: ${states[state]}`).join('; ')}.`,
    }),
    problems: Type.Array(Type.String(), { description: 'Why it is `invalid`.' }),
    warnings: SettingWarnings,
    hasHealthCheck: Type.Boolean({ description: 'Whether its plugin can check it without an effect.' }),
    webhookPath: Type.Union([Type.String(), Type.Null()], {
      description: 'What its service may call on this server; null if it calls nothing.',
    }),
    circuit: CircuitField,
    revision: Type.Integer({ description: 'Grows with each change.' }),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  {
    title: 'PluginInstance',
    description: 'One configuration of a plugin that can be configured several times.',
    examples: [
      {
        id: EXAMPLE_INSTANCE_ID,
        plugin: 'slack',
        kind: 'notification',
        name: 'operators',
        enabled: true,
        state: 'active',
        problems: [],
        warnings: [],
        hasHealthCheck: true,
        webhookPath: null,
        circuit: { state: 'closed', retryAt: null },
        revision: 1,
        createdAt: '2026-11-28T12:00:00.000Z',
        updatedAt: '2026-11-28T12:00:00.000Z',
      },
    ],
  },
)

const InstanceField = Type.Object(
  {
    key: Type.String(),
    kind: Type.Enum([...FIELD_KINDS]),
    value: Type.Unknown({
      description: `Null if unset; ${SECRET_MASK} for a secret. In a list of secrets each entry has a mask of its own.`,
    }),
    isSet: Type.Boolean({ description: 'Whether there is a value, including a default.' }),
    problems: Type.Array(Type.String(), { description: 'What is wrong with the value.' }),
  },
  {
    title: 'PluginInstanceField',
    description: 'One field with its value.',
    examples: [{ key: 'room', kind: 'text', value: '#operators', isSet: true, problems: [] }],
  },
)

const exampleForm = {
  schema: { type: 'object', properties: { room: { type: 'string', title: 'Room' } }, required: ['room'] },
  uiSchema: { 'ui:order': ['room', '*'] },
  data: { room: '#operators' },
}

/** The configuration of an instance as the API shows it. */
export const InstanceConfiguration = Type.Object(
  {
    instanceId: Type.String({ format: 'uuid' }),
    values: Type.Record(Type.String(), Type.Unknown(), {
      description: `The stored values, secrets as ${SECRET_MASK}. Sent back, they change nothing.`,
    }),
    fields: Type.Array(InstanceField, { description: 'In the order of the form; with defaults.' }),
    form: SettingsForm,
    warnings: SettingWarnings,
  },
  {
    title: 'PluginInstanceConfiguration',
    description: 'The values of an instance, and the form to change them.',
    examples: [
      {
        instanceId: EXAMPLE_INSTANCE_ID,
        values: { room: '#operators' },
        fields: [{ key: 'room', kind: 'text', value: '#operators', isSet: true, problems: [] }],
        form: exampleForm,
        warnings: [],
      },
    ],
  },
)

/** What is known of an instance beside its row. */
export interface InstanceDetails {
  readonly warnings?: readonly SettingWarning[]
  readonly circuit?: CircuitView | undefined
}

/** `offered`: absent while its plugin is not running. */
export function viewInstance(
  row: InstanceRow,
  offered: OfferedKind | undefined,
  { warnings = [], circuit = CLOSED }: InstanceDetails = {},
): Static<typeof Instance> {
  return {
    id: row.id,
    plugin: row.plugin,
    kind: row.kind,
    name: row.name,
    enabled: row.enabled,
    state: stateOf(row, offered),
    problems: offered === undefined ? [] : [...problemsOf(offered, row)],
    warnings: [...warnings],
    hasHealthCheck: offered?.provider.health !== undefined,
    webhookPath:
      offered?.provider.receives === true ? `/api/public/plugins/instances/${row.id}/webhook` : null,
    circuit: viewCircuit(circuit),
    revision: row.revision,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}

export function viewConfiguration(
  row: InstanceRow,
  offered: OfferedKind,
  warnings: readonly SettingWarning[] = [],
): Static<typeof InstanceConfiguration> {
  const fields = statesOf(offered, row)
  const values = shownValues(fields)
  const schema = offered.provider.instance
  return {
    instanceId: row.id,
    values,
    fields: fields.map(viewField),
    form: {
      ...formOf(schema, { choicesOf: instanceChoices(row.id) }),
      data: formData(schema, values),
    },
    warnings: [...warnings],
  }
}

function viewField(state: FieldState): Static<typeof InstanceField> {
  const isSet = state.source !== undefined
  const { key, field, problems } = state
  return { key, kind: field.kind, value: shownValue(state), isSet, problems: [...problems] }
}
