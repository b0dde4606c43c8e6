import { ProblemError } from '@tributary/core'
import type {
  IntegrationDefinition,
  Webhook,
  WebhookEvent,
  WebhookRequest,
} from '@tributary/integration-kit/host'
import { integrationErrors } from '../integration-errors.ts'

/** More at once are not one provider's batch. */
const MAX_EVENTS = 1_000

/**
 * What a verified request tells. The whole of it is read before any of it is applied.
 *
 * @throws ProblemError `INTEGRATION_WEBHOOK_UNREADABLE` for what the integration cannot read, so that the provider does not take it for a
 * failure of the server and sends it again and again
 */
export function readEvents(
  definition: IntegrationDefinition,
  webhook: Webhook,
  request: WebhookRequest,
): readonly WebhookEvent[] {
  try {
    const events = webhook.events(request)
    if (events.length > MAX_EVENTS)
      throw new RangeError(`${events.length} events at once, ${MAX_EVENTS} at most`)
    for (const event of events) requireStreams(definition, event)
    return events
  } catch (cause) {
    throw new ProblemError(integrationErrors.INTEGRATION_WEBHOOK_UNREADABLE, {
      detail: `${definition.displayName}: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    })
  }
}

function requireStreams({ streams }: IntegrationDefinition, event: WebhookEvent): void {
  const named = 'remove' in event ? [event.remove.stream] : 'sync' in event ? (event.sync.streams ?? []) : []
  const unknown = named.find((id) => streams.every((stream) => stream.id !== id))
  if (unknown !== undefined)
    throw new TypeError(
      `there is no stream "${unknown}": there are ${streams.map(({ id }) => id).join(', ')}`,
    )
}
