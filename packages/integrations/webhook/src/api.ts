import { randomUUID } from 'node:crypto'
import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { type NotificationMessage, oneLine } from '@tributary/integration-kit/providers'
import { signMessage } from '@tributary/integration-kit/signatures'
import { Type } from 'typebox'

interface Receiver {
  readonly http: ProviderHttp
  readonly url: string
  readonly signingSecret?: string | undefined
}

/**
 * Sends a message as an event of Standard Webhooks:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function postMessage(
  { http, url, signingSecret }: Receiver,
  { title, ...message }: NotificationMessage,
): Promise<void> {
  const now = Date.now()
  const id = `msg_${randomUUID()}`
  const data = { title: oneLine(title), ...message }
  const payload = JSON.stringify({ type: 'notification', timestamp: new Date(now).toISOString(), data })
  const timestamp = Math.floor(now / 1000)
  await http.post(url, {
    schema: Type.Undefined(),
    accept: 'nothing',
    text: payload,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Tributary',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      ...(signingSecret === undefined
        ? {}
        : { 'webhook-signature': signMessage({ id, timestamp, payload }, [signingSecret]) }),
    },
  })
}

/** A receiver is what the administrator has entered: what HTTP says of a resource is about that address. */
export function classifyAnswer({ status }: HttpAnswer): IntegrationError | undefined {
  if (status >= 300 && status < 400)
    return new IntegrationError(
      'bad_configuration',
      `The address redirects (${status}): enter the one it leads to.`,
    )
  if (status === 404 || status === 405)
    return new IntegrationError(
      'bad_configuration',
      `The address takes no notifications (${status}). Check it.`,
    )
  // Standard Webhooks: the receiver wants no further requests.
  if (status === 410)
    return new IntegrationError(
      'provider_gone',
      'The receiver has ended this address (410): enter another one.',
    )
  return undefined
}
