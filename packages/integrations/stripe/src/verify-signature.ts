import { hasTimedSignature } from '@tributary/integration-kit/signatures'

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
  const valuesOf = (name: string) => parts.flatMap((part) => (part.name === name ? [part.value] : []))
  const [timestamp = '', ...others] = valuesOf('t')
  return (
    others.length === 0 &&
    hasTimedSignature({
      sent: valuesOf('v1'),
      timestamp,
      now,
      algorithm: 'sha256',
      encoding: 'hex',
      key: secret,
      payload: rawBody,
    })
  )
}
