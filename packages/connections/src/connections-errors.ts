import { defineErrors } from '@tributary/core'

/** The errors of this package. */
export const connectionsErrors = defineErrors({
  CONNECTIONS_NOT_READY: {
    status: 409,
    kind: 'config',
    title: 'The integration is not ready for connections',
  },
  CONNECTIONS_NOT_FOUND: { status: 404, kind: 'config', title: 'Connection not found' },
  CONNECTIONS_BAD_RETURN_PATH: {
    status: 400,
    kind: 'config',
    title: 'The return path is not a path of this server',
  },
  CONNECTIONS_TOO_MANY_FLOWS: {
    status: 429,
    kind: 'transient',
    title: 'Too many unfinished sign-ins',
  },
  CONNECTIONS_FLOW_REFUSED: {
    status: 400,
    kind: 'config',
    title: 'This sign-in link is invalid or has expired',
  },
  CONNECTIONS_DENIED: { status: 403, kind: 'config', title: 'Access was not granted' },
  CONNECTIONS_CHANGING: {
    status: 409,
    kind: 'transient',
    title: 'Other requests keep changing the connection',
  },
  CONNECTIONS_PROVIDER_REFUSED: {
    status: 409,
    kind: 'config',
    title: 'The provider rejected the connection',
  },
  CONNECTIONS_PROVIDER_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The provider is unavailable',
  },
  CONNECTIONS_OTHER_ACCOUNT: {
    status: 409,
    kind: 'config',
    title: 'The connection belongs to another account',
  },
  CONNECTIONS_WHICH: {
    status: 409,
    kind: 'config',
    title: 'Several connections match',
  },
  CONNECTIONS_TOO_MANY: {
    status: 409,
    kind: 'config',
    title: 'Too many connections to this provider',
  },
  CONNECTIONS_KEY_REFUSED: { status: 400, kind: 'config', title: 'The provider rejected these credentials' },
  CONNECTIONS_BAD_SETTINGS: {
    status: 400,
    kind: 'config',
    title: 'Invalid connection settings',
  },
  CONNECTIONS_CHANGE_REFUSED: {
    status: 409,
    kind: 'config',
    title: 'The connection does not allow this change',
  },
})
