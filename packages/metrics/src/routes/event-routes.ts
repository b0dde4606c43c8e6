import {
  checkDateRange,
  chooseExportFormat,
  DEFAULT_LIMIT,
  dateRangeParameters,
  describeExport,
  ExportFormatParameter,
  listOf,
  orderParameter,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
  UpdatedSinceParameter,
} from '@tributary/core'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { parseAsSent } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { type EventFilter, findEvent, listEvents } from '../events/event-store.ts'
import { Event, EventDetail, viewEvent } from '../events/event-view.ts'
import { exportEvents } from '../events/export-events.ts'
import { metricsErrors } from '../metrics-errors.ts'
import { checkEventType, checkOrigin } from './check-filters.ts'
import {
  ConnectionIdFilter,
  IntegrationName,
  type MetricsRoutesContext,
  RowId,
  readInstant,
  readingOf,
  tablesOf,
} from './fields.ts'

const filters = {
  type: Type.Optional(Type.String({ maxLength: 100, description: 'Only of this type, like `workout`.' })),
  integration: Type.Optional(IntegrationName),
  connectionId: Type.Optional(ConnectionIdFilter),
  ...dateRangeParameters,
}

/** `GET /api/metrics/events`, `…/events/:id` and `…/events/export` */
export function eventRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  listRoute(app, context)
  exportRoute(app, context)
  oneRoute(app, context)
}

function listRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List events',
        description:
          'What happened, with a start and mostly an end: workouts, rides, check-ins, meals, commits. The newest first unless `order` is `asc`.',
        operationId: 'metricsListEvents',
        querystring: Type.Object({
          ...filters,
          updatedSince: Type.Optional(UpdatedSinceParameter),
          order: orderParameter('desc', '`startedAt`'),
          ...pageParameters,
        }),
        response: { 200: listOf(Event, 'EventList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, order, updatedSince, ...which } = request.query
      const { userId } = signedIn(request)
      await checkFilter(context, userId, which)
      const filter = { ...which, updatedSince: readInstant(updatedSince) }
      const page = await listEvents(readingOf(context), { userId, filter, order, cursor, limit })
      return { items: page.items.map(viewEvent), nextCursor: page.nextCursor }
    },
  )
}

function exportRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events/export',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Export events',
        description: `Streams every event that passes the filters, the newest first, as JSON Lines or CSV. ${LEFT_OUT_DESCRIPTION}`,
        operationId: 'metricsExportEvents',
        querystring: Type.Object({ ...filters, format: ExportFormatParameter }),
        response: { 200: describeExport('One event a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, ...filter } = request.query
      const format = chooseExportFormat(request, reply, asked)
      const { userId } = signedIn(request)
      await checkFilter(context, userId, filter)
      const { integration } = filter
      const only = integration === undefined ? undefined : [integration]
      const notIntegrations = leftOutOfExport(context.definitions(), only)
      if (notIntegrations.length > 0) reply.header(LEFT_OUT_HEADER, notIntegrations.join(', '))
      const query = { userId, filter: { ...filter, notIntegrations }, format }
      const events = exportEvents(readingOf(context), query)
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-events.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(events as unknown as string)
      )
    },
  )
}

async function checkFilter(
  context: MetricsRoutesContext,
  userId: string,
  filter: Pick<EventFilter, 'type' | 'integration' | 'connectionId' | 'from' | 'to'>,
): Promise<void> {
  checkDateRange(filter)
  await checkEventType(context, userId, filter.type)
  await checkOrigin(context, { userId, table: 'events' }, filter)
}

function oneRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events/:id',
    {
      schema: {
        summary: 'Get an event',
        description: 'With `raw`, the record as the provider sent it.',
        operationId: 'metricsGetEvent',
        params: Type.Object({ id: { ...RowId, description: 'Of the event.' } }),
        response: { 200: EventDetail },
      },
    },
    async (request) => {
      const event = await findEvent(tablesOf(context), signedIn(request).userId, Number(request.params.id))
      if (event === undefined)
        throw new ProblemError(metricsErrors.METRICS_EVENT_NOT_FOUND, {
          detail: 'GET /api/metrics/events lists your events.',
        })
      return { ...viewEvent(event), raw: parseAsSent(event.raw_text) }
    },
  )
}
