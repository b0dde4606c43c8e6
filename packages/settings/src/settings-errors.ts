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
  SETTINGS_NO_TEST: { status: 409, kind: 'config', title: 'The plugin has no test of its settings' },
  INSTANCES_NOT_FOUND: { status: 404, kind: 'config', title: 'Instance not found' },
  INSTANCES_NAME_TAKEN: { status: 409, kind: 'config', title: 'An instance of this name exists' },
  INSTANCES_CHANGED: { status: 409, kind: 'transient', title: 'The instance is being changed by others' },
  INSTANCES_AMBIGUOUS: { status: 409, kind: 'config', title: 'Several instances have this name' },
  INSTANCES_DISABLED: { status: 409, kind: 'config', title: 'The instance is disabled' },
  INSTANCES_INVALID: { status: 409, kind: 'config', title: 'The instance has an invalid configuration' },
  INSTANCES_UNAVAILABLE: { status: 503, kind: 'config', title: 'The plugin of the instance is not running' },
  INSTANCES_CANNOT_OPEN: { status: 502, kind: 'transient', title: 'The instance cannot be opened' },
  INSTANCES_TIME_LIMIT: { status: 504, kind: 'transient', title: 'The instance did not answer in time' },
  INSTANCES_SUSPENDED: { status: 503, kind: 'transient', title: 'The instance has failed repeatedly' },
  INSTANCES_NOT_VERIFIED: {
    status: 401,
    kind: 'config',
    title: 'The request of the service could not be verified',
  },
  PLUGINS_NOT_FOUND: { status: 404, kind: 'config', title: 'Plugin not found' },
  PLUGINS_NO_SUBJECT: { status: 404, kind: 'config', title: 'Nothing of this type and id is checked' },
  PLUGINS_CHECK_RUNNING: { status: 409, kind: 'transient', title: 'Another health check of it is running' },
  PLUGINS_NOT_ADDED: { status: 404, kind: 'config', title: 'No plugin of this name was added' },
  PLUGINS_NOT_LOADED: { status: 409, kind: 'config', title: 'The plugin is not loaded' },
  PLUGINS_LOAD_FAILED: { status: 422, kind: 'config', title: 'The plugin cannot be loaded' },
  PLUGINS_UNLOAD_FAILED: { status: 409, kind: 'config', title: 'The plugin cannot be unloaded' },
  SETTINGS_SECRET_LOST: { status: 500, kind: 'config', title: 'A stored secret is missing' },
})
