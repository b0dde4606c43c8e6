import type { WorkflowEvent } from '@tributary/integration-kit/providers'
import type { DueDelivery } from './delivery-store.ts'

type Delivered = Pick<
  DueDelivery,
  'id' | 'kind' | 'title' | 'message' | 'severity' | 'parameters' | 'path' | 'created_at'
>

/**
 * The event that starts a workflow for a notification. It has the id of the delivery for each attempt, also when the person sends it again,
 * so that a workflow which has accepted it does not start twice.
 *
 * @example
 * composeEvent(delivery, 'https://tributary.example.org').type // 'rule.fired' for the kind `rule_fired`
 */
export function composeEvent(
  { id, kind, title, message, severity, parameters, path, created_at }: Delivered,
  publicUrl: string | undefined,
): WorkflowEvent {
  return {
    id,
    type: kind.replace('_', '.'),
    at: created_at.toISOString(),
    data: {
      title,
      message,
      severity,
      parameters,
      ...(publicUrl === undefined ? {} : { url: new URL(path ?? '/notifications', publicUrl).href }),
    },
  }
}
