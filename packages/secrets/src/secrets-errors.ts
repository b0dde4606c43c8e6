import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const secretsErrors = defineErrors({
  SECRETS_USER_GONE: { status: 409, kind: 'config', title: 'The user whose secret this is has been deleted' },
  SECRETS_NO_NEXT_MASTER_KEY: {
    status: 409,
    kind: 'config',
    title: 'There is no new master key to change to',
  },
  SECRETS_BAD_MASTER_KEY: { status: 500, kind: 'config', title: 'The master key cannot be read' },
  SECRETS_MASTER_KEY_EXPOSED: {
    status: 500,
    kind: 'config',
    title: 'Others on this machine can read the master key',
  },
  SECRETS_MASTER_KEY_MISSING: { status: 500, kind: 'config', title: 'The master key is missing' },
  SECRETS_MASTER_KEY_WRONG: {
    status: 500,
    kind: 'config',
    title: 'The master key is not the one that the secrets were sealed with',
  },
  SECRETS_KEYS_LOST: { status: 500, kind: 'config', title: 'The database has lost its keys' },
  SECRETS_MASTER_KEY_OTHER: {
    status: 500,
    kind: 'config',
    title: 'The master key is of another database',
  },
  SECRETS_BAD_REFERENCE: { status: 500, kind: 'bug', title: 'A secret cannot be kept as it was given' },
  SECRETS_CANNOT_OPEN: { status: 500, kind: 'bug', title: 'A stored secret cannot be opened' },
  SECRETS_KEYS_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The keys that secrets are sealed with cannot be had right now',
  },
  SECRETS_ROTATION_STOPPED: {
    status: 503,
    kind: 'transient',
    title: 'The rotation was stopped before its end',
  },
  SECRETS_NOT_STARTED: { status: 503, kind: 'transient', title: 'The server is still starting' },
})
