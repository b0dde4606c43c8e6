import { formData, formOf } from '@tributary/integration-host'
import { FIELD_KINDS } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { type SettingWarning, SettingWarnings } from './choices/check-loaded.ts'
import type { ConfiguredPlugin } from './configured-plugins.ts'
import { type FieldState, isConfigured, isMissing, visibleStates } from './resolve-field.ts'
import { SECRET_MASK } from './secret-mask.ts'
import { shownValue, shownValues } from './shown-value.ts'

const summaryExample = {
  plugin: 'spotify',
  configured: false,
  missing: ['clientId'],
  invalid: [],
  waitingFor: null,
}

const settingExample = {
  key: 'clientId',
  kind: 'text',
  value: null,
  isSet: false,
  origin: null,
  env: 'SPOTIFY_CLIENT_ID',
  problems: [],
  state: 'unset',
}

const Keys = (description: string) => Type.Array(Type.String(), { description })

/** Whether a plugin can work with its settings. */
export const PluginSettingsSummary = Type.Object(
  {
    plugin: Type.String(),
    configured: Type.Boolean({ description: 'False while anything is missing or invalid.' }),
    missing: Keys('Required fields without a value.'),
    invalid: Keys('Fields with an invalid value.'),
    waitingFor: Type.Union([Type.String(), Type.Null()], {
      description:
        'Why settings that an earlier version of the plugin has stored are not converted yet: Vault does not answer. Null otherwise.',
    }),
  },
  {
    title: 'PluginSettingsSummary',
    description: 'Whether a plugin can work with its settings.',
    examples: [summaryExample],
  },
)

const Setting = Type.Object(
  {
    key: Type.String(),
    kind: Type.Enum([...FIELD_KINDS]),
    value: Type.Unknown({
      description: `The effective value; null if unset. ${SECRET_MASK} for a secret: written back, it leaves the secret unchanged. In a list of secrets each entry has a mask of its own, which keeps that entry wherever it is in the list.`,
    }),
    isSet: Type.Boolean({ description: 'Whether there is a value, including a default.' }),
    origin: Type.Union([Type.Enum(['stored', 'environment', 'default']), Type.Null()], {
      description: 'Where the value comes from; null if unset.',
    }),
    env: Type.Union([Type.String(), Type.Null()], {
      description: 'The environment variable that applies while no value is stored.',
    }),
    problems: Type.Array(Type.String(), { description: 'What is wrong with the value.' }),
    state: Type.Enum(['unset', 'valid', 'invalid', 'unopenable'], {
      description:
        '`unset`: there is no value. `invalid`: the value is invalid. `unopenable`: a stored secret that was changed or damaged in the database; `value` is null, and setting or clearing the field resolves it.',
    }),
  },
  { title: 'Setting', description: 'One setting with its value.', examples: [settingExample] },
)

/** A form as react-jsonschema-form renders it. */
export const SettingsForm = Type.Object(
  {
    schema: Type.Unknown({
      description:
        'Plain JSON Schema of the form. A field that is shown only for some values of another is in `allOf`, behind `if`. JSON is edited as text.',
    }),
    uiSchema: Type.Unknown({
      description:
        'UI schema for react-jsonschema-form. `ui:options.groups` of the root lists the groups with their fields; `ui:options.choices` of a field names the operation that loads its choices, sent `values` with the members of its `body`.',
    }),
    data: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'The stored values as the form shows them, secrets masked. A value from the environment is a placeholder of the form.',
    }),
  },
  {
    title: 'settings.SettingsForm',
    description:
      'A form that react-jsonschema-form renders as it is; what it sends back is accepted as `values`.',
    examples: [
      {
        schema: {
          type: 'object',
          properties: { clientId: { type: 'string', title: 'Client ID' } },
          required: ['clientId'],
        },
        uiSchema: { 'ui:order': ['clientId', '*'] },
        data: {},
      },
    ],
  },
)

/** Everything that a form shows. */
export const PluginSettings = Type.Object(
  {
    ...PluginSettingsSummary.properties,
    schema: Type.Unknown({
      description:
        'JSON Schema of the values, for a renderer of your own; `x-field` in each property says how a form shows it. To render one with react-jsonschema-form, use `form`.',
    }),
    form: SettingsForm,
    fields: Type.Array(Setting, { description: 'In the order of the form.' }),
    warnings: SettingWarnings,
    setupInfo: Type.Array(
      Type.Object({
        label: Type.String(),
        value: Type.String(),
        copyable: Type.Boolean(),
      }),
      { description: "What the provider's own form asks for, like the redirect URI." },
    ),
  },
  {
    title: 'PluginSettings',
    description: 'The settings of the plugin.',
    examples: [
      {
        ...summaryExample,
        schema: { type: 'object', properties: { clientId: { type: 'string' } }, required: ['clientId'] },
        form: {
          schema: { type: 'object', properties: { clientId: { type: 'string' } }, required: ['clientId'] },
          uiSchema: { 'ui:order': ['clientId', '*'] },
          data: {},
        },
        fields: [settingExample],
        warnings: [],
        setupInfo: [
          {
            label: 'Redirect URI',
            value: 'https://tributary.example.org/api/spotify/callback',
            copyable: true,
          },
        ],
      },
    ],
  },
)

export function viewSummary(
  { plugin }: ConfiguredPlugin,
  states: readonly FieldState[],
): Static<typeof PluginSettingsSummary> {
  const visible = visibleStates(states)
  return {
    plugin,
    configured: isConfigured(states),
    missing: visible.filter(isMissing).map(({ key }) => key),
    invalid: visible.filter(({ problems }) => problems.length > 0).map(({ key }) => key),
    waitingFor: null,
  }
}

/** Of settings that cannot be read until they have been converted. */
export function viewWaiting(
  { plugin }: ConfiguredPlugin,
  waitingFor: string,
): Static<typeof PluginSettingsSummary> {
  return { plugin, configured: false, missing: [], invalid: [], waitingFor }
}

export function viewSettings(
  configured: ConfiguredPlugin,
  states: readonly FieldState[],
  warnings: readonly SettingWarning[] = [],
): Static<typeof PluginSettings> {
  const { configuration } = configured
  return {
    ...viewSummary(configured, states),
    schema: configuration.schema,
    form: viewForm(configured, states),
    fields: states.map(viewField),
    warnings: [...warnings],
    setupInfo: (configuration.setupInfo?.() ?? []).map(({ label, value, copyable = false }) => ({
      label,
      value,
      copyable,
    })),
  }
}

function viewForm(
  { plugin, configuration: { schema } }: ConfiguredPlugin,
  states: readonly FieldState[],
): Static<typeof SettingsForm> {
  const provided = states.flatMap(({ key, field, source }) =>
    source === 'environment' ? [[key, `Set by ${field.env}`] as const] : [],
  )
  const choicesOf = (key: string) => ({ url: `/api/admin/settings/${plugin}/choices/${key}` })
  return {
    ...formOf(schema, { provided: new Map(provided), choicesOf }),
    data: formData(schema, shownValues(states)),
  }
}

function viewField(state: FieldState): Static<typeof Setting> {
  const { key, field, source: origin, problems } = state
  const isSet = origin !== undefined
  return {
    key,
    kind: field.kind,
    value: shownValue(state),
    isSet,
    origin: origin ?? null,
    env: field.env ?? null,
    problems: [...problems],
    state: stateOf(state),
  }
}

function stateOf({ source, problems, unopenable = false }: FieldState) {
  if (source === undefined) return 'unset'
  if (unopenable) return 'unopenable'
  return problems.length > 0 ? 'invalid' : 'valid'
}
