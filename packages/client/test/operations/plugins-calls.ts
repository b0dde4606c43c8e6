import {
  pluginsCheckHealth,
  pluginsCreateInstance,
  pluginsDeleteInstance,
  pluginsDisableInstance,
  pluginsEnableInstance,
  pluginsGetHealth,
  pluginsGetInstance,
  pluginsGetInstanceConfiguration,
  pluginsGetInstanceHealth,
  pluginsListAddedPlugins,
  pluginsListHealth,
  pluginsListHealthChecks,
  pluginsListInstances,
  pluginsLoadChoices,
  pluginsLoadInstanceChoices,
  pluginsLoadPlugin,
  pluginsReloadPlugin,
  pluginsReplaceInstanceConfiguration,
  pluginsTestConfiguration,
  pluginsTestInstance,
  pluginsUnloadPlugin,
  pluginsUpdateInstance,
  settingsTestPlugin,
} from '../../src/index.ts'
import type { World } from './world.ts'

const CHAT = {
  plugin: 'chat',
  kind: 'notification',
  values: { room: '#operators', token: 'a token' },
} as const

/** A field that loads its choices. */
const ROOM = { field: 'room' } as const
const ADDED = { plugin: 'chat' } as const
const SETTINGS = { type: 'plugin_settings', id: 'chat' } as const

/** Instances and health of the plugin that the test adds to the server, and loading it again. */
export function pluginsCalls({ client, session }: World) {
  let id = ''
  const path = () => ({ id })
  return {
    settingsTestPlugin: () => settingsTestPlugin({ client: session, path: { plugin: 'chat' } }),
    pluginsTestConfiguration: () => pluginsTestConfiguration({ client: session, body: CHAT }),
    async pluginsCreateInstance() {
      id = (await pluginsCreateInstance({ client: session, body: { ...CHAT, name: 'operators' } })).data.id
    },
    pluginsListInstances: () => pluginsListInstances({ client, query: { kind: 'notification' } }),
    pluginsGetInstance: () => pluginsGetInstance({ client, path: path() }),
    pluginsUpdateInstance: () =>
      pluginsUpdateInstance({ client: session, path: path(), body: { name: 'night shift' } }),
    pluginsGetInstanceConfiguration: () => pluginsGetInstanceConfiguration({ client, path: path() }),
    pluginsReplaceInstanceConfiguration: () =>
      pluginsReplaceInstanceConfiguration({
        client: session,
        path: path(),
        body: { values: { room: '#night' } },
      }),
    pluginsLoadChoices: () => pluginsLoadChoices({ client: session, path: ROOM, body: CHAT }),
    pluginsLoadInstanceChoices: () =>
      pluginsLoadInstanceChoices({ client: session, path: { ...path(), ...ROOM }, body: { values: {} } }),
    pluginsTestInstance: () => pluginsTestInstance({ client: session, path: path() }),
    pluginsGetInstanceHealth: () => pluginsGetInstanceHealth({ client, path: path() }),
    pluginsDisableInstance: () => pluginsDisableInstance({ client: session, path: path() }),
    pluginsEnableInstance: () => pluginsEnableInstance({ client: session, path: path() }),
    pluginsDeleteInstance: () => pluginsDeleteInstance({ client: session, path: path() }),
    pluginsListHealth: () => pluginsListHealth({ client }),
    pluginsGetHealth: () => pluginsGetHealth({ client, path: SETTINGS }),
    pluginsCheckHealth: () => pluginsCheckHealth({ client, path: SETTINGS }),
    pluginsListHealthChecks: () => pluginsListHealthChecks({ client, path: SETTINGS }),
    pluginsListAddedPlugins: () => pluginsListAddedPlugins({ client }),
    pluginsReloadPlugin: () => pluginsReloadPlugin({ client: session, body: ADDED }),
    pluginsUnloadPlugin: () => pluginsUnloadPlugin({ client: session, body: ADDED }),
    pluginsLoadPlugin: () => pluginsLoadPlugin({ client: session, body: ADDED }),
  }
}
