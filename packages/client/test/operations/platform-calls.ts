import {
  integrationsGetIntegration,
  integrationsListIntegrations,
  kernelGetReport,
  kernelGetServiceGraph,
  kernelGetState,
  kernelRetryPlugin,
  operationsGetHealth,
  operationsGetLiveness,
  operationsGetMetrics,
  operationsGetOpenapi,
  operationsGetPluginOpenapi,
  operationsGetReadiness,
  pluginsCheckHealth,
  pluginsGetHealth,
  pluginsGetPlugin,
  pluginsGetSchema,
  pluginsListHealth,
  pluginsListHealthChecks,
  pluginsListPlugins,
  secretsGetMasterKey,
  secretsListDataKeys,
  secretsRotateDataKey,
  secretsRotateMasterKey,
  settingsClearPlugin,
  settingsClearValue,
  settingsGetPlugin,
  settingsListPlugins,
  settingsLoadChoices,
  settingsUpdatePlugin,
} from '../../src/index.ts'
import type { World } from './world.ts'

const MCP = { plugin: 'mcp' }
/** No plugin that ships has a check of its settings. */
const NOTHING_CHECKED = { type: 'plugin_settings', id: 'mcp' } as const

/** The administration of the server. */
export function platformCalls({ client, session }: World) {
  return {
    kernelGetState: () => kernelGetState({ client }),
    kernelGetReport: () => kernelGetReport({ client }),
    kernelGetServiceGraph: () => kernelGetServiceGraph({ client }),
    // Of a plugin that has not failed.
    kernelRetryPlugin: () => kernelRetryPlugin({ client, path: { plugin: 'library' } }),
    secretsGetMasterKey: () => secretsGetMasterKey({ client }),
    secretsListDataKeys: () => secretsListDataKeys({ client }),
    secretsRotateDataKey: () => secretsRotateDataKey({ client: session }),
    secretsRotateMasterKey: () => secretsRotateMasterKey({ client: session }),
    settingsListPlugins: () => settingsListPlugins({ client }),
    settingsGetPlugin: () => settingsGetPlugin({ client, path: MCP }),
    settingsUpdatePlugin: () =>
      settingsUpdatePlugin({ client: session, path: MCP, body: { values: { answerTokens: 2000 } } }),
    settingsLoadChoices: () =>
      settingsLoadChoices({ client: session, path: { ...MCP, field: 'answerTokens' }, body: { values: {} } }),
    settingsClearValue: () => settingsClearValue({ client: session, path: { ...MCP, key: 'answerTokens' } }),
    settingsClearPlugin: () => settingsClearPlugin({ client: session, path: MCP }),
    pluginsListPlugins: () => pluginsListPlugins({ client, query: { kind: 'integration' } }),
    pluginsGetPlugin: () => pluginsGetPlugin({ client, path: { name: 'spotify' } }),
    pluginsGetSchema: () => pluginsGetSchema({ client, path: { name: 'spotify' } }),
    pluginsListHealth: () => pluginsListHealth({ client }),
    pluginsGetHealth: () => pluginsGetHealth({ client, path: NOTHING_CHECKED }),
    pluginsListHealthChecks: () => pluginsListHealthChecks({ client, path: NOTHING_CHECKED }),
    pluginsCheckHealth: () => pluginsCheckHealth({ client, path: NOTHING_CHECKED }),
    operationsGetLiveness: () => operationsGetLiveness({ client }),
    operationsGetReadiness: () => operationsGetReadiness({ client }),
    operationsGetHealth: () => operationsGetHealth({ client }),
    operationsGetMetrics: () => operationsGetMetrics({ client }),
    operationsGetOpenapi: () => operationsGetOpenapi({ client }),
    operationsGetPluginOpenapi: () => operationsGetPluginOpenapi({ client, path: { plugin: 'library' } }),
    integrationsListIntegrations: () => integrationsListIntegrations({ client }),
    integrationsGetIntegration: () =>
      integrationsGetIntegration({ client, path: { integration: 'netflix' } }),
  }
}
