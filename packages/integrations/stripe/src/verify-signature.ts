import { createHmac, timingSafeEqual } from 'node:crypto'

/** What Stripe recommends; an older request may be a repeated one. */
const TOLERANCE_SECONDS = 300

/**
 * Whether a request is Stripe's: `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>…]` over `<seconds>.<body>`. There are several `v1` while
 * a secret is rolled, and other schemes, which are ignored. https://docs.stripe.com/webhooks#verify-manually
 */
export function isSignedByStripe(
  { header, rawBody }: { readonly header: string; readonly rawBody: Uint8Array },
  { secret, now }: { readonly secret: string; readonly now: number },
): boolean {
  const parts = header.split(',').map((part) => {
    const end = part.indexOf('=')
    return { name: part.slice(0, end).trim(), value: part.slice(end + 1).trim() }
  })
  const times = parts.filter(({ name }) => name === 't').map(({ value }) => value)
  const [time = ''] = times
  if (times.length !== 1 || !/^\d{1,12}$/.test(time)) return false
  if (Math.abs(now / 1000 - Number(time)) > TOLERANCE_SECONDS) return false
  const expected = createHmac('sha256', secret).update(`${time}.`).update(rawBody).digest()
  const signatures = parts.filter(({ name, value }) => name === 'v1' && /^[0-9a-f]{64}$/.test(value))
  return signatures.some(({ value }) => timingSafeEqual(Buffer.from(value, 'hex'), expected))
}
