/** A type of resource of the feed of changes, as its events describe it. */
export interface ResourceType {
  readonly type: string
  /** In documentation. */
  readonly noun: string
  /** The path of this server where the resource is read; null where it has no address. */
  pathOf(id: string, resource: unknown): string | null
  /** An example of id and path. */
  readonly example: { readonly id: string; readonly path: string }
}

const UUID = '0198c7e2-0000-7000-8000-000000000000'

/** The types whose events are documented. */
export const RESOURCE_TYPES: readonly ResourceType[] = [
  {
    type: 'item',
    noun: 'media item',
    pathOf: (id) => `/api/library/items/${id}`,
    example: { id: '4711', path: '/api/library/items/4711' },
  },
  {
    type: 'value',
    noun: 'daily value',
    pathOf: valuePath,
    example: {
      id: `2026-11-28/fitbit/${UUID}/fitbit.steps`,
      path: '/api/metrics/values/explain?metric=fitbit.steps&date=2026-11-28',
    },
  },
  {
    type: 'measurement',
    noun: 'measurement',
    pathOf: measurementPath,
    example: {
      id: '815',
      path: '/api/metrics/measurements?metric=fitbit.heartRate&fromTime=2026-11-28T12%3A00%3A00.000Z&toTime=2026-11-28T12%3A00%3A00.001Z',
    },
  },
  {
    type: 'event',
    noun: 'event, such as a workout',
    pathOf: (id) => `/api/metrics/events/${id}`,
    example: { id: '42', path: '/api/metrics/events/42' },
  },
  {
    type: 'job',
    noun: 'import job',
    pathOf: (id) => `/api/jobs/${id}`,
    example: { id: UUID, path: `/api/jobs/${UUID}` },
  },
  {
    type: 'connection',
    noun: 'connection',
    pathOf: (id) => `/api/connections/${id}`,
    example: { id: UUID, path: `/api/connections/${UUID}` },
  },
]

const BY_TYPE = new Map(RESOURCE_TYPES.map((each) => [each.type, each]))

/** Where a resource is read; null for one that is gone, and for types without an address. */
export function pathOfResource(type: string, id: string, resource: unknown): string | null {
  return resource === null ? null : (BY_TYPE.get(type)?.pathOf(id, resource) ?? null)
}

/** The id is date, integration, connection and metric. */
function valuePath(id: string): string {
  const [date = '', , , ...metric] = id.split('/')
  return `/api/metrics/values/explain?${new URLSearchParams({ metric: metric.join('/'), date }).toString()}`
}

/** A measurement has no address of its own: the list of its instant. */
function measurementPath(_id: string, resource: unknown): string | null {
  const { metric, measuredAt } = resource as { readonly metric?: unknown; readonly measuredAt?: unknown }
  if (typeof metric !== 'string' || typeof measuredAt !== 'string') return null
  const toTime = new Date(Date.parse(measuredAt) + 1).toISOString()
  const query = new URLSearchParams({ metric, fromTime: measuredAt, toTime })
  return `/api/metrics/measurements?${query.toString()}`
}
