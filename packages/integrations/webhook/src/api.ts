import { randomUUID } from 'node:crypto'
import { type HttpAnswer, IntegrationError, type ProviderHttp } from '@tributary/integration-kit'
import { type NotificationChannel, oneLine, type WorkflowEvent } from '@tributary/integration-kit/providers'
import { signMessage } from '@tributary/integration-kit/signatures'
import { Type } from 'typebox'

interface Receiver {
  readonly http: ProviderHttp
  readonly url: string
  readonly signingSecret?: string | undefined
}

/** A message without an id is sent once, and gets an id of its own. */
export function openChannel(receiver: Receiver): NotificationChannel {
  return {
    async send({ id = randomUUID(), title, ...message }) {
      const data = { title: oneLine(title), ...message }
      const at = new Date().toISOString()
      await postEvent(receiver, { id: `msg_${id}`, type: 'notification', at, data })
    },
  }
}

/**
 * Sends an event of Standard Webhooks. Each attempt of an event has the same `webhook-id`, by which receivers recognise repetitions, and the
 * time of the attempt as `webhook-timestamp`:
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export async function postEvent(
  { http, url, signingSecret }: Receiver,
  { id, type, at, data }: WorkflowEvent,
): Promise<void> {
  const payload = JSON.stringify({ type, timestamp: at, data })
  const timestamp = Math.floor(Date.now() / 1000)
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
      `The address takes no such requests (${status}). Check it.`,
    )
  // Standard Webhooks: the receiver wants no further requests.
  if (status === 410)
    return new IntegrationError(
      'provider_gone',
      'The receiver has ended this address (410): enter another one.',
    )
  return undefined
}
