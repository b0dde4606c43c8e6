import type { InstanceAnswer, InstanceEvent, InstanceRequest } from '@tributary/integration-kit/providers'
import { hasHmacSignature } from '@tributary/integration-kit/signatures'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { Incoming, Notice, Status } from './api-shapes.ts'
import type { form } from './form.ts'

type Config = Static<typeof form>

/** https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests */
export function readHandshake(
  { query }: InstanceRequest,
  { verifyToken }: Config,
): InstanceAnswer | undefined {
  const isOurs = verifyToken !== undefined && query['hub.verify_token'] === verifyToken
  return isOurs && query['hub.mode'] === 'subscribe' ? { body: query['hub.challenge'] ?? '' } : undefined
}

/** What became of messages; `undefined` for a request that WhatsApp has not signed. */
export function readDeliveries(
  request: InstanceRequest,
  config: Config,
): readonly InstanceEvent[] | undefined {
  if (!isAuthentic(request, config)) return undefined
  return valuesIn(request, config)
    .flatMap(({ statuses = [] }) => statuses)
    .filter((each) => Check(Status, each))
    .map(({ id: messageId, status, errors: [error] = [] }) => ({
      type: 'notification.delivery' as const,
      messageId,
      status,
      ...(error === undefined ? {} : { reason: `${error.title ?? 'Error'} (${error.code})` }),
    }))
}

/** When the recipient has written, milliseconds since 1970. Of an authentic request. */
export function readIncoming(request: InstanceRequest, config: Config): readonly number[] {
  const digits = config.to.replace(/\D/g, '')
  return valuesIn(request, config)
    .flatMap(({ messages = [] }) => messages)
    .filter((each) => Check(Incoming, each))
    .filter(({ from }) => from === digits)
    .map(({ timestamp }) => Number(timestamp) * 1000)
}

function isAuthentic(
  { headers, rawBody: payload }: InstanceRequest,
  { appSecret: key = '' }: Config,
): boolean {
  const sent = headers.get('x-hub-signature-256')
  return hasHmacSignature({ sent, algorithm: 'sha256', encoding: 'hex', prefix: 'sha256=', key, payload })
}

/** An app may have several numbers. */
function valuesIn({ body }: InstanceRequest, { phoneNumberId }: Config) {
  if (!Check(Notice, body)) return []
  return body.entry
    .flatMap(({ changes }) => changes.map(({ value }) => value))
    .filter(({ metadata }) => metadata === undefined || metadata.phone_number_id === phoneNumberId)
}
