import { defineErrors } from '@tributary/core'

/** What connecting answers with. */
export const connectionsErrors = defineErrors({
  CONNECTIONS_NOT_READY: { status: 409, kind: 'config', title: 'Nobody can connect to this provider now' },
  CONNECTIONS_NOT_FOUND: { status: 404, kind: 'config', title: 'There is no such connection' },
  CONNECTIONS_BAD_RETURN_PATH: {
    status: 400,
    kind: 'config',
    title: 'The return path is no path of this server',
  },
  CONNECTIONS_TOO_MANY_FLOWS: {
    status: 429,
    kind: 'transient',
    title: 'Too many connections have been begun and not ended',
  },
  CONNECTIONS_FLOW_REFUSED: {
    status: 400,
    kind: 'config',
    title: 'This is not the end of a connection that this browser and user have begun',
  },
  CONNECTIONS_DENIED: { status: 403, kind: 'config', title: 'The provider says that access was not granted' },
  CONNECTIONS_PROVIDER_REFUSED: {
    status: 409,
    kind: 'config',
    title: 'The provider did not accept the connection',
  },
  CONNECTIONS_PROVIDER_UNAVAILABLE: {
    status: 503,
    kind: 'transient',
    title: 'The provider did not answer as it should',
  },
  CONNECTIONS_OTHER_ACCOUNT: {
    status: 409,
    kind: 'config',
    title: 'The connection belongs to another account',
  },
  CONNECTIONS_WHICH: {
    status: 409,
    kind: 'config',
    title: 'Several connections could be meant',
  },
  CONNECTIONS_TOO_MANY: {
    status: 409,
    kind: 'config',
    title: 'Too many connections to this provider',
  },
  CONNECTIONS_KEY_REFUSED: { status: 400, kind: 'config', title: 'The provider rejected this key' },
  CONNECTIONS_BAD_SETTINGS: {
    status: 400,
    kind: 'config',
    title: 'The settings of the connection are invalid',
  },
  CONNECTIONS_CHANGE_REFUSED: {
    status: 409,
    kind: 'config',
    title: 'The connection cannot be changed like this now',
  },
})
