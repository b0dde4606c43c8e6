import { Type } from 'typebox'

/** The answer of each operation that loads choices. */
export const FieldChoices = Type.Object(
  {
    field: Type.String(),
    choices: Type.Array(
      Type.Object({
        value: Type.String(),
        label: Type.String(),
        description: Type.Optional(Type.String()),
        isOffered: Type.Boolean({
          description:
            'False for a value that is chosen and that the service no longer offers: it can be kept.',
        }),
      }),
    ),
  },
  {
    title: 'settings.SettingChoices',
    description: 'What the service offers now.',
    examples: [{ field: 'channel', choices: [{ value: 'C024BE91L', label: '#general', isOffered: true }] }],
  },
)

export const FieldParameter = Type.String({
  maxLength: 200,
  description: 'The key of a field with `ui:options.choices` in its form.',
  examples: ['channel'],
})
