export { SECRET_MASK } from './secret-mask.ts'
export { settingsErrors } from './settings-errors.ts'
export { type SettingsOptions, settingsPlugin } from './settings-plugin.ts'
