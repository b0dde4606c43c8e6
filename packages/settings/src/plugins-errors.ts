import { defineErrors } from '@tributary/core'

/** Every error of the plugin `plugins`. */
export const pluginsErrors = defineErrors({
  PLUGINS_NOT_ADDED: { status: 404, kind: 'config', title: 'No plugin of this name was added' },
  PLUGINS_NOT_LOADED: { status: 409, kind: 'config', title: 'The plugin is not loaded' },
  PLUGINS_LOAD_FAILED: { status: 422, kind: 'config', title: 'The plugin cannot be loaded' },
  PLUGINS_UNLOAD_FAILED: { status: 409, kind: 'config', title: 'The plugin cannot be unloaded' },
})
