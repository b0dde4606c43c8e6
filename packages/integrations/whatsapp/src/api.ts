import { IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { Accepted, Numbers } from './api-shapes.ts'

interface Account {
  readonly phoneNumberId: string
  readonly businessAccountId: string
}

/** https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages. Accepted is not delivered: that comes by the webhook. */
export async function sendMessage(
  http: ProviderHttp,
  { phoneNumberId }: Account,
  message: object,
): Promise<void> {
  const json = { messaging_product: 'whatsapp', recipient_type: 'individual', ...message }
  await http.post(`${phoneNumberId}/messages`, { schema: Accepted, json })
}

/** https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/phone_numbers */
export async function findNumber(
  http: ProviderHttp,
  { phoneNumberId, businessAccountId }: Account,
): Promise<void> {
  const { data } = await http.get(`${businessAccountId}/phone_numbers`, {
    schema: Numbers,
    query: { limit: 100 },
  })
  if (!data.some(({ id }) => id === phoneNumberId))
    throw new IntegrationError(
      'bad_configuration',
      'The business account has no number of this phone number ID.',
    )
}
