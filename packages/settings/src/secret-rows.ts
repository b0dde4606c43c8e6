/** The owner of the secrets of all settings. */
export const OWNER = 'settings'

/** Marks a secret among the settings, to distinguish a lost secret from one that was never set. */
export const SECRET_IS_SET = true

/** Beside the fields of a plugin: the version of the form that its values were stored with. No field's name has this form. */
export const VERSION_FIELD = '#version'
