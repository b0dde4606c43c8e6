import { createHmac } from 'node:crypto'

/** A request of the webhook: what it tells of a number, and its signature. */
export function signNotice(
  value: object,
  { appSecret, phoneNumberId }: { readonly appSecret: string; readonly phoneNumberId: string },
) {
  const metadata = { phone_number_id: phoneNumberId }
  const changes = [{ field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } }]
  const rawBody = Buffer.from(
    JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] }),
  )
  const signature = createHmac('sha256', appSecret).update(rawBody).digest('hex')
  return { rawBody, headers: { 'x-hub-signature-256': `sha256=${signature}` } }
}
