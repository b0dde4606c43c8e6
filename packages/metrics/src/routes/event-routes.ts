import {
  chooseExportFormat,
  describeExport,
  ExportFormatParameter,
  type PluginApp,
  ProblemError,
  UpdatedSinceParameter,
} from '@tributary/core'
import { LEFT_OUT_DESCRIPTION, LEFT_OUT_HEADER, leftOutOfExport } from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import { eventCatalogue } from '../events/event-catalogue.ts'
import { findEvent, listEvents } from '../events/event-store.ts'
import { Event, viewEvent } from '../events/event-view.ts'
import { exportEvents } from '../events/export-events.ts'
import { metricsErrors } from '../metrics-errors.ts'
import {
  ConnectionId,
  Cursor,
  From,
  Limit,
  LocalDate,
  type MetricsRoutesContext,
  MetricTypeName,
  NextCursor,
  readInstant,
  TextOrNull,
  To,
  tablesOf,
  userOf,
} from './fields.ts'

const Filter = {
  type: Type.Optional(Type.String({ maxLength: 100, description: 'Like `workout`.' })),
  source: Type.Optional(Type.String({ maxLength: 100, description: 'The integration.' })),
  connection: Type.Optional({ ...ConnectionId, description: 'Only through this connection.' }),
  from: Type.Optional(From),
  to: Type.Optional(To),
}

const EventKind = Type.Object(
  {
    source: Type.String({ description: 'The integration.' }),
    type: Type.String(),
    label: Type.String(),
    stream: TextOrNull('The stream that delivers it; null where no integration is running that does.'),
    values: Type.Record(
      Type.String(),
      Type.Object({
        label: Type.String(),
        unit: TextOrNull('Null where it has none.'),
        type: MetricTypeName,
      }),
      { description: 'The possible values of such an event.' },
    ),
    count: Type.Integer({ description: 'The number of your events.' }),
    firstDate: Type.Union([LocalDate, Type.Null()]),
    lastDate: Type.Union([LocalDate, Type.Null()]),
  },
  { title: 'EventKind' },
)

/** `GET /api/metrics/events`, `…/events/:id`, `…/events/catalogue` and `…/events/export` */
export function eventRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  listRoute(app, context)
  catalogueRoute(app, context)
  exportRoute(app, context)
  oneRoute(app, context)
}

function listRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List events, the newest first',
        description:
          'What happened, with a start and mostly an end: workouts, rides, check-ins, meals, commits.',
        operationId: 'metricsListEvents',
        querystring: Type.Object({
          ...Filter,
          updatedSince: Type.Optional(UpdatedSinceParameter),
          limit: Type.Optional(Limit),
          cursor: Type.Optional(Cursor),
        }),
        response: {
          200: Type.Object({ items: Type.Array(Event), nextCursor: NextCursor }, { title: 'EventList' }),
        },
      },
    },
    async (request) => {
      const { limit = 50, cursor, updatedSince, ...filters } = request.query
      const filter = { ...filters, updatedSince: readInstant(updatedSince) }
      const page = await listEvents(tablesOf(context), { userId: userOf(request), filter, cursor, limit })
      return { items: page.items.map(viewEvent), nextCursor: page.nextCursor }
    },
  )
}

function catalogueRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events/catalogue',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List the kinds of event',
        description:
          'Those that integrations declare, and those of removed integrations that still have events.',
        operationId: 'metricsEventCatalogue',
        response: { 200: Type.Object({ items: Type.Array(EventKind) }, { title: 'EventCatalogue' }) },
      },
    },
    async (request) => {
      const items: Static<typeof EventKind>[] = await eventCatalogue(
        tablesOf(context),
        context.definitions(),
        userOf(request),
      )
      return { items }
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
        querystring: Type.Object({ ...Filter, format: ExportFormatParameter }),
        response: { 200: describeExport('One event a line.') },
      },
    },
    async (request, reply) => {
      const { format: asked, ...filter } = request.query
      const format = chooseExportFormat(request, reply, asked)
      const { source } = filter
      const notSources = leftOutOfExport(context.definitions(), source === undefined ? undefined : [source])
      if (notSources.length > 0) reply.header(LEFT_OUT_HEADER, notSources.join(', '))
      const query = { userId: userOf(request), filter: { ...filter, notSources }, format }
      const events = exportEvents(tablesOf(context), query)
      return (
        reply
          .header('content-disposition', `attachment; filename="tributary-events.${format}"`)
          // A stream is sent as it is; the schema describes the text that it amounts to.
          .send(events as unknown as string)
      )
    },
  )
}

function oneRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events/:id',
    {
      schema: {
        summary: 'One event, with what the provider sent',
        operationId: 'metricsGetEvent',
        params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
        response: {
          200: Type.Object(
            { ...Event.properties, raw: Type.Unknown({ description: 'As the provider sent it.' }) },
            { title: 'EventWithRaw' },
          ),
        },
      },
    },
    async (request) => {
      const event = await findEvent(tablesOf(context), userOf(request), request.params.id)
      if (event === undefined) throw new ProblemError(metricsErrors.METRICS_EVENT_NOT_FOUND)
      return { ...viewEvent(event), raw: event.raw }
    },
  )
}
