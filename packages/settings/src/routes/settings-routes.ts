import {
  DEFAULT_LIMIT,
  listOf,
  optionalBody,
  type PluginApp,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { pageOf } from '@tributary/database'
import { ConnectionTest } from '@tributary/integration-host'
import type { FastifyBaseLogger } from 'fastify'
import { Type } from 'typebox'
import type { ConfiguredPlugins } from '../configured-plugins.ts'
import type { TestParts } from '../connection-test/run-connection-test.ts'
import type { DatabaseSettings } from '../database-settings.ts'
import { PluginSettings, PluginSettingsSummary, viewSettings, viewSummary } from '../settings-view.ts'
import { testSettings } from '../test-settings.ts'

export interface SettingsRoutesParts {
  readonly plugins: ConfiguredPlugins
  readonly settings: DatabaseSettings
  readonly logger: FastifyBaseLogger
  readonly tests: () => TestParts
}

const PluginName = Type.Object({
  plugin: Type.String({ maxLength: 100, description: 'The name of the plugin.', examples: ['spotify'] }),
})

const SettingKey = Type.String({
  maxLength: 200,
  description: 'The key of the setting.',
  examples: ['clientId'],
})

/** Answers 204. */
const Cleared = Type.Null({ description: 'Cleared.' })

/** `/api/admin/settings`: the configuration fields of plugins and their current values. */
export function settingsRoutes(app: PluginApp, parts: SettingsRoutesParts): void {
  readRoutes(app, parts)
  changeRoutes(app, parts)
  testRoute(app, parts)
}

function readRoutes(app: PluginApp, { plugins, settings }: SettingsRoutesParts): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List the plugins that have settings',
        description: 'Each with what is missing or invalid. In boot order.',
        operationId: 'settingsListPlugins',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(PluginSettingsSummary, 'SettingsList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const page = pageOf(plugins.all(), { list: 'settings', id: ({ plugin }) => plugin, limit, cursor })
      const states = await settings.resolveAll(page.items)
      const items = page.items.map((plugin, index) => viewSummary(plugin, states[index] ?? []))
      return { items, nextCursor: page.nextCursor }
    },
  )

  app.get(
    '/:plugin',
    {
      schema: {
        summary: "Read a plugin's settings",
        description:
          'The schema of its form, every value with its origin, and the values to copy to the provider.',
        operationId: 'settingsGetPlugin',
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
        operationId: 'settingsUpdatePlugin',
        params: PluginName,
        body: Type.Object(
          { values: Type.Record(Type.String(), Type.Unknown(), { maxProperties: 500 }) },
          { title: 'SettingsChange', examples: [{ values: {} }] },
        ),
        response: { 200: PluginSettings },
      },
    },
    async (request) => {
      const plugin = plugins.require(request.params.plugin)
      const { set, clear } = await settings.change(plugin, request.body.values, signedIn(request))
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
        operationId: 'settingsClearPlugin',
        params: PluginName,
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      const plugin = plugins.require(request.params.plugin)
      await settings.clearAll(plugin, signedIn(request))
      logger.info({ of: plugin.plugin, userId: signedIn(request).userId }, 'settings cleared')
      return reply.code(204).send(null)
    },
  )

  app.delete(
    '/:plugin/values/:key',
    {
      config: SESSION_ONLY,
      schema: {
        summary: "Clear one of a plugin's settings",
        description: 'The environment or the default applies again. Not possible with an API key.',
        operationId: 'settingsClearValue',
        params: Type.Object({ ...PluginName.properties, key: SettingKey }),
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      const plugin = plugins.require(request.params.plugin)
      const { key } = request.params
      await settings.clear(plugin, key, signedIn(request))
      logger.info({ of: plugin.plugin, cleared: [key], userId: signedIn(request).userId }, 'settings changed')
      return reply.code(204).send(null)
    },
  )
}

const TestedValues = Type.Object(
  { values: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { maxProperties: 500 })) },
  { title: 'TestedSettings', examples: [{}] },
)

function testRoute(app: PluginApp, { plugins, settings, tests }: SettingsRoutesParts): void {
  app.post(
    '/:plugin/test',
    {
      config: { ...SESSION_ONLY, cost: 'expensive' },
      schema: {
        summary: "Test a plugin's settings",
        description:
          'As they are effective, or with `values` over them, without saving them. It may have an effect that people see, like a test message. Not possible with an API key.',
        operationId: 'settingsTestPlugin',
        params: PluginName,
        body: optionalBody(TestedValues),
        response: { 200: ConnectionTest },
      },
    },
    async (request) =>
      testSettings({ ...tests(), settings }, plugins.require(request.params.plugin), request.body?.values),
  )
}
