import { defineErrors } from '@tributary/core'

/** What the standard routes answer with. */
export const integrationErrors = defineErrors({
  INTEGRATION_NO_FILE: { status: 400, kind: 'config', title: 'The request carries no file' },
  INTEGRATION_NOT_CONNECTED: {
    status: 409,
    kind: 'config',
    title: 'There is no connection that can be synced now',
  },
  INTEGRATION_SEVERAL_CONNECTIONS: {
    status: 409,
    kind: 'config',
    title: 'Several connections could be meant',
  },
  INTEGRATION_NO_CONNECTION: { status: 404, kind: 'config', title: 'No such connection' },
  INTEGRATION_NOTHING_TO_DISCONNECT: {
    status: 409,
    kind: 'config',
    title: 'There is nothing connected',
  },
  INTEGRATION_BAD_OPTION: { status: 400, kind: 'config', title: 'An import option is not right' },
  INTEGRATION_FILE_TOO_LARGE: {
    status: 413,
    kind: 'config',
    title: 'The file is larger than this import takes',
  },
  INTEGRATION_PROVIDER_REFUSED: {
    status: 502,
    kind: 'transient',
    title: 'The provider has not answered as asked',
  },
  INTEGRATION_NOT_VERIFIED: {
    status: 401,
    kind: 'config',
    title: 'The request is not verified as one of the provider',
  },
  INTEGRATION_WEBHOOK_UNREADABLE: {
    status: 422,
    kind: 'config',
    title: 'The integration cannot read what its provider has sent',
  },
  INTEGRATION_UPLOAD_BROKEN: {
    status: 400,
    kind: 'config',
    title: 'The upload ended before the file was complete',
  },
})
