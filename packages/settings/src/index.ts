export type { PluginHealthOptions } from './health/plugin-health.ts'
export type { LoadingOptions } from './loading/loading-part.ts'
export type {
  AddedPlugin,
  LoadFailure,
  PluginLoader,
  PluginLoadResult,
} from './loading/plugin-loader.ts'
export { type PluginsOptions, pluginsPlugin } from './plugins-plugin.ts'
export { SECRET_MASK } from './secret-mask.ts'
export { settingsErrors } from './settings-errors.ts'
export { type SettingsOptions, settingsPlugin } from './settings-plugin.ts'
