import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const settingsErrors = defineErrors({
  SETTINGS_INVALID: { status: 400, kind: 'config', title: 'Invalid settings' },
  SETTINGS_UNKNOWN_PLUGIN: {
    status: 404,
    kind: 'config',
    title: 'No plugin of this name has settings',
  },
  SETTINGS_UNKNOWN_FIELD: { status: 404, kind: 'config', title: 'Setting not found' },
  SETTINGS_NEWER_FORM: {
    status: 409,
    kind: 'config',
    title: 'The settings were stored by a newer version of the plugin',
  },
  PLUGINS_NOT_FOUND: { status: 404, kind: 'config', title: 'Plugin not found' },
  PLUGINS_NO_SUBJECT: { status: 404, kind: 'config', title: 'Nothing of this type and id is checked' },
  PLUGINS_CHECK_RUNNING: { status: 409, kind: 'transient', title: 'Another health check of it is running' },
  SETTINGS_SECRET_LOST: { status: 500, kind: 'config', title: 'A stored secret is missing' },
})
