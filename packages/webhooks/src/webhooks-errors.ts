import { defineErrors } from '@tributary/core'

/** Every error of this package. */
export const webhooksErrors = defineErrors({
  WEBHOOKS_ENDPOINT_NOT_FOUND: { status: 404, kind: 'config', title: 'Webhook endpoint not found' },
  WEBHOOKS_DELIVERY_NOT_FOUND: { status: 404, kind: 'config', title: 'Webhook delivery not found' },
  WEBHOOKS_BAD_ADDRESS: { status: 422, kind: 'config', title: 'The server may not send to this address' },
  WEBHOOKS_TOO_MANY_ENDPOINTS: { status: 409, kind: 'config', title: 'Too many webhook endpoints' },
  WEBHOOKS_ENDPOINT_DISABLED: { status: 409, kind: 'config', title: 'The webhook endpoint is disabled' },
  WEBHOOKS_SCOPE_MISSING: { status: 403, kind: 'config', title: 'The API key does not cover this type' },
})
