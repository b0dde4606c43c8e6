import type { FeedChange } from '@tributary/changes'
import { pathOfResource } from './resource-types.ts'

/** An event as it is sent: its type and the JSON that is signed. */
export interface WebhookEvent {
  readonly type: string
  readonly payload: string
  readonly changeCount: number
}

/** The receiver has missed changes and must read its lists again. */
export const START_OVER = 'changes.start_over'
/** Sent by `POST …/test`. */
export const TEST = 'webhook.test'

/**
 * The events of a page of changes, one for each type of event among them. A page has at most one change of a resource, so the order
 * among its changes does not matter.
 */
export function changeEvents(changes: readonly FeedChange[], now: number): WebhookEvent[] {
  const groups = Map.groupBy(changes, eventTypeOf)
  return [...groups].map(([type, group]) => {
    const data = { changes: group.map(viewChange) }
    return { type, payload: payloadOf(type, data, now), changeCount: group.length }
  })
}

export function startOverEvent(reason: string, now: number): WebhookEvent {
  return { type: START_OVER, payload: payloadOf(START_OVER, { reason }, now), changeCount: 0 }
}

export function testEvent(endpointId: string, now: number): WebhookEvent {
  return { type: TEST, payload: payloadOf(TEST, { endpointId }, now), changeCount: 0 }
}

function eventTypeOf({ type, change }: FeedChange): string {
  return `${type}.${change === 'delete' ? 'deleted' : 'changed'}`
}

/** Thin: what changed, and where it is read. A payload in the log then has no data of a person. */
function viewChange({ type, id, change, at, resource }: FeedChange) {
  return change === 'delete' ? { id, at } : { id, at, path: pathOfResource(type, id, resource) }
}

function payloadOf(type: string, data: object, now: number): string {
  return JSON.stringify({ type, timestamp: new Date(now).toISOString(), data })
}
