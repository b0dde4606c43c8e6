import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const secretsErrors = defineErrors({
  SECRETS_USER_GONE: { status: 409, kind: 'config', title: 'The owner of the secret has been deleted' },
  SECRETS_NO_NEXT_MASTER_KEY: {
    status: 409,
    kind: 'config',
    title: 'No new master key is configured',
  },
  SECRETS_BAD_MASTER_KEY: { status: 500, kind: 'config', title: 'The master key cannot be read' },
  SECRETS_MASTER_KEY_EXPOSED: {
    status: 500,
    kind: 'config',
    title: 'The master key file is readable by other users',
  },
  SECRETS_MASTER_KEY_MISSING: { status: 500, kind: 'config', title: 'The master key is missing' },
  SECRETS_MASTER_KEY_WRONG: {
    status: 500,
    kind: 'config',
    title: 'The master key does not match the stored secrets',
  },
  SECRETS_KEYS_LOST: { status: 500, kind: 'config', title: 'The data keys are missing from the database' },
  SECRETS_MASTER_KEY_OTHER: {
    status: 500,
    kind: 'config',
    title: 'The master key belongs to another database',
  },
  SECRETS_BAD_REFERENCE: { status: 500, kind: 'bug', title: 'Invalid secret reference or value' },
  SECRETS_CANNOT_OPEN: { status: 500, kind: 'bug', title: 'A stored secret cannot be decrypted' },
  SECRETS_KEYS_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The data keys are temporarily unavailable',
  },
  SECRETS_NO_VAULT: { status: 409, kind: 'config', title: 'Vault is not configured' },
  SECRETS_VAULT_UNAVAILABLE: { status: 503, kind: 'transient', title: 'Vault is temporarily unavailable' },
  SECRETS_VAULT_REFUSED: { status: 500, kind: 'config', title: 'Vault refuses this server' },
  SECRETS_ROTATION_STOPPED: {
    status: 503,
    kind: 'transient',
    title: 'The rotation was interrupted',
  },
  SECRETS_NOT_STARTED: { status: 503, kind: 'transient', title: 'The server is still starting' },
})
