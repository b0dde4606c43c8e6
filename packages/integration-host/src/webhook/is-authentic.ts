import type { Webhook, WebhookRequest, WebhookSignature } from '@tributary/integration-kit/host'
import { hasHmacSignature } from '@tributary/integration-kit/signatures'

/** Whether a request is the provider's. Nothing of its body is looked at before. */
export async function isAuthentic({ signature, verify }: Webhook, request: WebhookRequest): Promise<boolean> {
  if (signature !== undefined) return hasSignature(signature, request)
  return (await verify?.(request)) === true
}

function hasSignature(signature: WebhookSignature, request: WebhookRequest): boolean {
  const { header, secret, ...form } = signature
  const key = request.config[secret]
  if (typeof key !== 'string') return false
  const payload = signature.payload?.(request) ?? request.rawBody
  return hasHmacSignature({ ...form, sent: request.headers.get(header), key, payload })
}
