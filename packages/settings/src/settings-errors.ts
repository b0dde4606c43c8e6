import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const settingsErrors = defineErrors({
  SETTINGS_INVALID: { status: 400, kind: 'config', title: 'Some of the settings are not as they have to be' },
  SETTINGS_UNKNOWN_PLUGIN: {
    status: 404,
    kind: 'config',
    title: 'There is no plugin of that name with settings',
  },
  SETTINGS_UNKNOWN_FIELD: { status: 404, kind: 'config', title: 'The plugin has no such setting' },
  SETTINGS_SECRET_LOST: { status: 500, kind: 'config', title: 'A stored secret is missing' },
})
