import { abortWhenGone, type PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { FieldChoices, FieldParameter } from '../choices/field-choices.ts'
import type { ConfiguredPlugins } from '../configured-plugins.ts'
import type { DatabaseSettings } from '../database-settings.ts'

export interface ChoicesRouteParts {
  readonly plugins: ConfiguredPlugins
  readonly settings: DatabaseSettings
}

/** The choices of a field that only the service knows. */
export function choicesRoute(app: PluginApp, { plugins, settings }: ChoicesRouteParts): void {
  app.post(
    '/:plugin/choices/:field',
    {
      // Stored secrets are sent to the address in the request.
      config: { sessionOnly: true, creates: false },
      schema: {
        summary: 'Load the choices of a setting',
        description:
          'Asks the service what it offers for the values entered so far, which are merged over the stored ones: an absent or masked secret is the stored one. Values that are invalid or incomplete are left out. Nothing is saved. Not possible with an API key.',
        operationId: 'settingsLoadChoices',
        params: Type.Object({
          plugin: Type.String({
            maxLength: 100,
            description: 'The name of the plugin.',
            examples: ['spotify'],
          }),
          field: FieldParameter,
        }),
        body: Type.Object(
          { values: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 500 }) },
          { title: 'SettingsSoFar', description: 'What has been entered.', examples: [{ values: {} }] },
        ),
        response: { 200: FieldChoices },
      },
    },
    async (request, reply) => {
      const { plugin, field } = request.params
      const choices = await settings.choices(plugins.require(plugin), {
        key: field,
        values: request.body.values,
        signal: abortWhenGone(reply, () => {}),
      })
      return { field, choices: [...choices] }
    },
  )
}
