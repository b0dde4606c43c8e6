import type { OpenApiFragment } from '@tributary/core'
import { MOST_CHANGES } from '../delivery/limits.ts'
import { START_OVER, TEST } from './make-events.ts'
import { RESOURCE_TYPES, type ResourceType } from './resource-types.ts'

const AT = '2026-11-28T12:00:00.000Z'

/** One event: its documentation and the schema of its `data`. */
interface DescribedEvent {
  readonly type: string
  readonly summary: string
  readonly description: string
  readonly data: object
  readonly example: object
}

/** What is sent: members `webhooks` and `components` of the document, from which generators make the types of receivers. */
export function describeEvents(): OpenApiFragment {
  const events = [...RESOURCE_TYPES.flatMap(eventsOf), START_OVER_EVENT, TEST_EVENT]
  return {
    components: {
      schemas: {
        WebhookChange: CHANGE,
        WebhookDeletion: DELETION,
        ...Object.fromEntries(events.map((event) => [componentOf(event.type), schemaOf(event)])),
      },
    },
    webhooks: Object.fromEntries(events.map((event) => [event.type, { post: operationOf(event) }])),
  }
}

const instant = (description: string) => ({
  type: 'string',
  format: 'date-time',
  description,
  examples: [AT],
})

const CHANGE = {
  type: 'object',
  title: 'WebhookChange',
  description: 'A resource that is new or has changed.',
  properties: {
    id: { type: 'string', description: 'The same for every change of one resource.', examples: ['4711'] },
    at: instant('When it changed.'),
    path: {
      type: ['string', 'null'],
      description: 'Where this server shows it; null where it has no address.',
      examples: ['/api/library/items/4711'],
    },
  },
  required: ['id', 'at', 'path'],
  examples: [{ id: '4711', at: AT, path: '/api/library/items/4711' }],
}

const DELETION = {
  type: 'object',
  title: 'WebhookDeletion',
  description: 'A resource that was deleted.',
  properties: {
    id: { type: 'string', description: 'The same for every change of one resource.', examples: ['4711'] },
    at: instant('When it was deleted.'),
  },
  required: ['id', 'at'],
  examples: [{ id: '4711', at: AT }],
}

function eventsOf({ type, noun, example }: ResourceType): DescribedEvent[] {
  const { id, path } = example
  return [
    {
      type: `${type}.changed`,
      summary: `Some ${noun} is new or has changed`,
      description: `The type \`${type}\` of GET /api/changes. Read each one at its \`path\`. ${TOGETHER}`,
      data: changesOf('WebhookChange'),
      example: { changes: [{ id, at: AT, path }] },
    },
    {
      type: `${type}.deleted`,
      summary: `Some ${noun} was deleted`,
      description: `The type \`${type}\` of GET /api/changes. ${TOGETHER}`,
      data: changesOf('WebhookDeletion'),
      example: { changes: [{ id, at: AT }] },
    },
  ]
}

const TOGETHER = `Changes found at one time are sent together, up to ${MOST_CHANGES}; several of one resource may be merged.`

function changesOf(component: string): object {
  return {
    type: 'object',
    properties: {
      changes: {
        type: 'array',
        items: { $ref: `#/components/schemas/${component}` },
        minItems: 1,
        maxItems: MOST_CHANGES,
        description: 'At most one of each resource.',
      },
    },
    required: ['changes'],
  }
}

const START_OVER_EVENT: DescribedEvent = {
  type: START_OVER,
  summary: 'Changes were missed: read the lists again',
  description:
    'The database was restored from a backup, or the endpoint was disabled for longer than changes are kept. Discard what you have and read the lists again; events after this one are complete.',
  data: {
    type: 'object',
    properties: { reason: { type: 'string', description: 'The reason, for the log.' } },
    required: ['reason'],
  },
  example: { reason: 'The cursor is older than the deletions that are kept.' },
}

const TEST_EVENT: DescribedEvent = {
  type: TEST,
  summary: 'A test',
  description: 'Sent by POST /api/webhooks/endpoints/{id}/test. Verify the signature and answer 2xx.',
  data: {
    type: 'object',
    properties: { endpointId: { type: 'string', format: 'uuid', description: 'Of the endpoint.' } },
    required: ['endpointId'],
  },
  example: { endpointId: '0198c7e2-0000-7000-8000-000000000000' },
}

/** `changes.start_over`: `ChangesStartOverEvent`. */
function componentOf(type: string): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}Event`
}

function schemaOf({ type, summary, data, example }: DescribedEvent): object {
  return {
    type: 'object',
    title: componentOf(type),
    description: `${summary}.`,
    properties: {
      type: { type: 'string', const: type, description: 'The type of the event.' },
      timestamp: instant('When the event was recorded; the same in each attempt.'),
      data,
    },
    required: ['type', 'timestamp', 'data'],
    examples: [{ type, timestamp: AT, data: example }],
  }
}

function operationOf({ type, summary, description }: DescribedEvent): object {
  return {
    operationId: `webhooksReceive${componentOf(type).replace(/Event$/, '')}`,
    summary,
    description,
    security: [],
    parameters: HEADERS,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${componentOf(type)}` } } },
    },
    responses: {
      '2XX': { description: 'Received. Anything else is a failure, and the event is sent again.' },
      '410': { description: 'The endpoint is gone: it is disabled.' },
      '429': { description: 'Too many requests. `Retry-After` is honoured, as with 503.' },
    },
  }
}

const header = (name: string, description: string, example: string) => ({
  name,
  in: 'header',
  required: true,
  description,
  schema: { type: 'string', examples: [example] },
})

/** See https://www.standardwebhooks.com. */
const HEADERS = [
  header(
    'webhook-id',
    'Of the event, the same in each attempt: ignore one that you have handled.',
    '2f6c1f0a-6a3b-4f4e-8f0d-2a1c9e7b5d31',
  ),
  header('webhook-timestamp', 'Of the attempt, in seconds since 1970.', '1795867200'),
  header(
    'webhook-signature',
    'By HMAC-SHA256 of id, timestamp and body; two of them, separated by a space, for 24 hours after the secret was rotated.',
    'v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=',
  ),
]
