import { createHmac } from 'node:crypto'

/** The header of a webhook: a signature for each secret, and one of a scheme that does not count. */
export function signWebhook(
  body: string,
  { secrets, seconds }: { readonly secrets: readonly string[]; readonly seconds: number },
): string {
  const signatures = secrets.map(
    (secret) => `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`,
  )
  return [`t=${seconds}`, ...signatures, `v0=${'0'.repeat(64)}`].join(',')
}
