export { pluginsPlugin } from './plugins-plugin.ts'
export { SECRET_MASK } from './secret-mask.ts'
export { settingsErrors } from './settings-errors.ts'
export { type SettingsOptions, settingsPlugin } from './settings-plugin.ts'
