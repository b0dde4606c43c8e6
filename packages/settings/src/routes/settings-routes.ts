import { type PluginApp, signedIn } from '@tributary/core'
import type { FastifyBaseLogger } from 'fastify'
import { Type } from 'typebox'
import type { ConfiguredPlugins } from '../configured-plugins.ts'
import type { DatabaseSettings } from '../database-settings.ts'
import { PluginSettings, PluginSettingsSummary, viewSettings, viewSummary } from '../settings-view.ts'

export interface SettingsRoutesParts {
  readonly plugins: ConfiguredPlugins
  readonly settings: DatabaseSettings
  readonly logger: FastifyBaseLogger
}

const PluginName = Type.Object({ plugin: Type.String({ maxLength: 100 }) })

/** `/api/admin/settings`: the configuration fields of plugins and their current values. */
export function settingsRoutes(app: PluginApp, parts: SettingsRoutesParts): void {
  readRoutes(app, parts)
  changeRoutes(app, parts)
}

function readRoutes(app: PluginApp, { plugins, settings }: SettingsRoutesParts): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List the plugins that have settings',
        operationId: 'settingsListPlugins',
        response: {
          200: Type.Object({ plugins: Type.Array(PluginSettingsSummary) }, { title: 'SettingsList' }),
        },
      },
    },
    async () => {
      const all = plugins.all()
      const states = await settings.resolveAll(all)
      return { plugins: all.map((plugin, index) => viewSummary(plugin, states[index] ?? [])) }
    },
  )

  app.get(
    '/:plugin',
    {
      schema: {
        summary: "Read a plugin's settings",
        description:
          'The schema of its form, every value with its source, and the values to copy to the provider.',
        operationId: 'settingsRead',
        params: PluginName,
        response: { 200: PluginSettings },
      },
    },
    async (request) => {
      const plugin = plugins.require(request.params.plugin)
      return viewSettings(plugin, await settings.resolve(plugin))
    },
  )
}

/** Settings hold the client credentials of providers, and addresses that people's tokens are sent to. */
const SESSION_ONLY = { sessionOnly: true }

function changeRoutes(app: PluginApp, { plugins, settings, logger }: SettingsRoutesParts): void {
  app.patch(
    '/:plugin',
    {
      config: SESSION_ONLY,
      schema: {
        summary: "Change some of a plugin's settings",
        description:
          'Omitted fields stay unchanged. `null` clears a field, so that the environment or the default applies. All or none: `errors` lists all errors by field. Effective at once in every process. Not possible with an API key.',
        operationId: 'settingsChange',
        params: PluginName,
        body: Type.Object(
          { values: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 500 }) },
          { title: 'SettingsChange' },
        ),
        response: { 200: PluginSettings },
      },
    },
    async (request) => {
      const plugin = plugins.require(request.params.plugin)
      const { set, clear } = await settings.change(plugin, request.body.values, signedIn(request).userId)
      const names = (fields: readonly { field: string }[]) => fields.map(({ field }) => field)
      logger.info(
        { of: plugin.plugin, set: names(set), cleared: names(clear), userId: signedIn(request).userId },
        'settings changed',
      )
      return viewSettings(plugin, await settings.resolve(plugin))
    },
  )

  app.delete(
    '/:plugin',
    {
      config: SESSION_ONLY,
      schema: {
        summary: "Clear all of a plugin's settings",
        description: 'The environment and the defaults apply again. Not possible with an API key.',
        operationId: 'settingsClear',
        params: PluginName,
        response: { 200: PluginSettings },
      },
    },
    async (request) => {
      const plugin = plugins.require(request.params.plugin)
      await settings.clearAll(plugin)
      logger.info({ of: plugin.plugin, userId: signedIn(request).userId }, 'settings cleared')
      return viewSettings(plugin, await settings.resolve(plugin))
    },
  )

  app.delete(
    '/:plugin/values/:key',
    {
      config: SESSION_ONLY,
      schema: {
        summary: "Clear one of a plugin's settings",
        description: 'Not possible with an API key.',
        operationId: 'settingsClearValue',
        params: Type.Object({ ...PluginName.properties, key: Type.String({ maxLength: 200 }) }),
        response: { 200: PluginSettings },
      },
    },
    async (request) => {
      const plugin = plugins.require(request.params.plugin)
      const { key } = request.params
      await settings.clear(plugin, key)
      logger.info({ of: plugin.plugin, cleared: [key], userId: signedIn(request).userId }, 'settings changed')
      return viewSettings(plugin, await settings.resolve(plugin))
    },
  )
}
