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
  SETTINGS_CHANGED_MEANWHILE: {
    status: 409,
    kind: 'config',
    title: 'The settings were changed meanwhile',
  },
  SETTINGS_WAITING: {
    status: 503,
    kind: 'transient',
    title: 'The settings wait for their secrets',
  },
  SETTINGS_NO_CHOICES: { status: 409, kind: 'config', title: 'The service did not name the choices' },
  SETTINGS_SECRET_LOST: { status: 500, kind: 'config', title: 'A stored secret is missing' },
})
