import { listOf, type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { eventCatalogue } from '../events/event-catalogue.ts'
import { DateOrNull, type MetricsRoutesContext, MetricTypeName, readingOf, TextOrNull } from './fields.ts'

const EventType = Type.Object(
  {
    integration: Type.String({ description: 'The integration that delivers it.' }),
    type: Type.String({ description: 'Its name, as events have it.' }),
    label: Type.String({ description: 'For people to read.' }),
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
    firstDate: DateOrNull('Of your events.'),
    lastDate: DateOrNull('Of your events.'),
  },
  {
    title: 'EventType',
    description: 'A type of event that an integration delivers, and what you have of it.',
    examples: [
      {
        integration: 'oura',
        type: 'workout',
        label: 'Workout',
        stream: 'workouts',
        values: { calories: { label: 'Calories', unit: 'kcal', type: 'number' } },
        count: 12,
        firstDate: '2025-01-02',
        lastDate: '2025-03-29',
      },
    ],
  },
)

/** `GET /api/metrics/events/catalogue` */
export function eventCatalogueRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/events/catalogue',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'List types of event',
        description:
          'Those that integrations declare, and those of removed integrations that still have events.',
        operationId: 'metricsListEventTypes',
        response: { 200: listOf(EventType, 'EventTypeList') },
      },
    },
    async (request) => {
      const items: Static<typeof EventType>[] = await eventCatalogue(
        readingOf(context),
        context.definitions(),
        signedIn(request).userId,
      )
      return { items, nextCursor: null }
    },
  )
}
