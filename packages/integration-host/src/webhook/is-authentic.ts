import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Webhook, WebhookRequest, WebhookSignature } from '@tributary/integration-kit/host'

/** Whether a request is the provider's. Nothing of its body is looked at before. */
export async function isAuthentic({ signature, verify }: Webhook, request: WebhookRequest): Promise<boolean> {
  if (signature !== undefined) return hasSignature(signature, request)
  return (await verify?.(request)) === true
}

function hasSignature(signature: WebhookSignature, request: WebhookRequest): boolean {
  const { header, algorithm, encoding, prefix = '', secret } = signature
  const key = request.config[secret]
  const sent = request.headers.get(header)
  // With an empty key, any sender can compute the signature.
  if (typeof key !== 'string' || key === '' || sent === null || !sent.startsWith(prefix)) return false
  const payload = signature.payload?.(request) ?? request.rawBody
  const expected = createHmac(algorithm, key).update(payload).digest()
  const given = decode(sent.slice(prefix.length), encoding)
  return given !== undefined && given.length === expected.length && timingSafeEqual(given, expected)
}

const FORMS = { hex: /^(?:[0-9a-f]{2})+$/i, base64: /^[A-Za-z0-9+/]+={0,2}$/ } as const

/** `Buffer.from` stops at the first character that is none of the encoding and keeps what is before it. */
function decode(text: string, encoding: WebhookSignature['encoding']): Buffer | undefined {
  return FORMS[encoding].test(text) ? Buffer.from(text, encoding) : undefined
}
