import { defineErrors } from '../problem.ts'

/** The errors that the kernel itself answers requests with. */
export const httpErrors = defineErrors({
  KERNEL_VALIDATION: {
    status: 400,
    kind: 'config',
    title: 'Request validation failed',
  },
  KERNEL_BAD_REQUEST: { status: 400, kind: 'config', title: 'The request could not be read' },
  KERNEL_NOT_SIGNED_IN: { status: 401, kind: 'config', title: 'This needs you to be signed in' },
  KERNEL_NOT_ALLOWED: { status: 403, kind: 'config', title: 'This is for administrators only' },
  KERNEL_SESSION_NEEDED: { status: 403, kind: 'config', title: 'This cannot be done with an API key' },
  KERNEL_MISSING_SCOPE: {
    status: 403,
    kind: 'config',
    title: 'The API key does not have the scope that this needs',
  },
  KERNEL_NOT_FOUND: { status: 404, kind: 'config', title: 'There is nothing at this address' },
  KERNEL_METHOD_NOT_ALLOWED: { status: 405, kind: 'config', title: 'This address does not take that method' },
  KERNEL_NOT_ACCEPTABLE: {
    status: 406,
    kind: 'config',
    title: 'The answer cannot be given in the form asked for',
  },
  KERNEL_NO_SUCH_PLUGIN: { status: 404, kind: 'config', title: 'There is no plugin of that name' },
  KERNEL_NOT_RETRYABLE: {
    status: 409,
    kind: 'config',
    title: 'This plugin cannot be started again without a restart',
  },
  KERNEL_CONFLICT: { status: 409, kind: 'config', title: 'Conflict with the current state' },
  KERNEL_TOO_LARGE: { status: 413, kind: 'config', title: 'The request is larger than this operation takes' },
  KERNEL_URI_TOO_LONG: { status: 414, kind: 'config', title: 'The address is longer than this server takes' },
  KERNEL_UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    kind: 'config',
    title: 'This operation does not take that content type',
  },
  KERNEL_RATE_LIMITED: { status: 429, kind: 'transient', title: 'Too many requests: wait and try again' },
  KERNEL_INTERNAL: { status: 500, kind: 'bug', title: 'Something went wrong in the server' },
  KERNEL_PLUGIN_QUARANTINED: {
    status: 503,
    kind: 'transient',
    title: 'The plugin behind this address is unavailable',
  },
  KERNEL_UNAVAILABLE: { status: 503, kind: 'transient', title: 'The server cannot answer this right now' },
})
