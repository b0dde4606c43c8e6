import { defineErrors } from '../problem.ts'

/** The errors that the kernel itself answers requests with. */
export const httpErrors = defineErrors({
  KERNEL_VALIDATION: {
    status: 400,
    kind: 'config',
    title: 'Request validation failed',
  },
  KERNEL_BAD_RANGE: { status: 400, kind: 'config', title: 'The range is not valid' },
  KERNEL_UNKNOWN_VALUE: {
    status: 400,
    kind: 'config',
    title: 'A parameter names something that does not exist',
  },
  KERNEL_BAD_REQUEST: { status: 400, kind: 'config', title: 'The request could not be read' },
  KERNEL_NOT_SIGNED_IN: { status: 401, kind: 'config', title: 'Sign-in required' },
  KERNEL_NOT_ALLOWED: { status: 403, kind: 'config', title: 'Administrators only' },
  KERNEL_SESSION_NEEDED: { status: 403, kind: 'config', title: 'Not allowed with an API key' },
  KERNEL_MISSING_SCOPE: {
    status: 403,
    kind: 'config',
    title: 'The API key lacks the required scope',
  },
  KERNEL_NOT_FOUND: { status: 404, kind: 'config', title: 'Not found' },
  KERNEL_METHOD_NOT_ALLOWED: { status: 405, kind: 'config', title: 'Method not allowed' },
  KERNEL_NOT_ACCEPTABLE: {
    status: 406,
    kind: 'config',
    title: 'Not acceptable',
  },
  KERNEL_NO_SUCH_PLUGIN: { status: 404, kind: 'config', title: 'Plugin not found' },
  KERNEL_NOT_RETRYABLE: {
    status: 409,
    kind: 'config',
    title: 'The plugin cannot be retried without a restart',
  },
  KERNEL_KEY_IN_USE: {
    status: 409,
    kind: 'transient',
    title: 'A request with this Idempotency-Key is being handled',
  },
  KERNEL_KEY_REUSED: { status: 422, kind: 'config', title: 'The Idempotency-Key belongs to another request' },
  KERNEL_PRECONDITION_FAILED: {
    status: 412,
    kind: 'config',
    title: 'A precondition of the request does not hold',
  },
  KERNEL_CONFLICT: { status: 409, kind: 'config', title: 'Conflict with the current state' },
  KERNEL_TOO_LARGE: { status: 413, kind: 'config', title: 'The request is too large' },
  KERNEL_URI_TOO_LONG: { status: 414, kind: 'config', title: 'The address is too long' },
  KERNEL_UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    kind: 'config',
    title: 'Unsupported content type',
  },
  KERNEL_RATE_LIMITED: { status: 429, kind: 'transient', title: 'Too many requests: wait and try again' },
  KERNEL_INTERNAL: { status: 500, kind: 'bug', title: 'Internal server error' },
  KERNEL_PLUGIN_QUARANTINED: {
    status: 503,
    kind: 'transient',
    title: 'The plugin is unavailable',
  },
  KERNEL_UNAVAILABLE: { status: 503, kind: 'transient', title: 'The server is temporarily unavailable' },
})
