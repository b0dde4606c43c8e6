import { defineErrors } from '@tributary/core'

/** What the standard routes answer with. */
export const integrationErrors = defineErrors({
  INTEGRATION_UNKNOWN: { status: 404, kind: 'config', title: 'Integration not found' },
  INTEGRATION_NO_FILE: { status: 400, kind: 'config', title: 'The request carries no file' },
  INTEGRATION_NOT_CONNECTED: {
    status: 409,
    kind: 'config',
    title: 'No connection is ready to sync',
  },
  INTEGRATION_SEVERAL_CONNECTIONS: {
    status: 409,
    kind: 'config',
    title: 'Several connections match',
  },
  INTEGRATION_NO_CONNECTION: { status: 404, kind: 'config', title: 'Connection not found' },
  INTEGRATION_NOTHING_TO_DISCONNECT: {
    status: 409,
    kind: 'config',
    title: 'No connected account',
  },
  INTEGRATION_BAD_OPTION: { status: 400, kind: 'config', title: 'Invalid import option' },
  INTEGRATION_FILE_TOO_LARGE: {
    status: 413,
    kind: 'config',
    title: 'The file is too large for this import',
  },
  INTEGRATION_PROVIDER_REFUSED: {
    status: 502,
    kind: 'transient',
    title: 'Unexpected answer from the provider',
  },
  INTEGRATION_NOT_VERIFIED: {
    status: 401,
    kind: 'config',
    title: 'The webhook request could not be verified',
  },
  INTEGRATION_WEBHOOK_UNREADABLE: {
    status: 422,
    kind: 'config',
    title: 'The webhook payload is invalid',
  },
  INTEGRATION_UPLOAD_BROKEN: {
    status: 400,
    kind: 'config',
    title: 'The upload is incomplete',
  },
})
