import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { findMetric, metricsOf } from '../catalogue.ts'
import { candidatesOf, SHOWN_BY, shownBy } from '../explain-value.ts'
import { listPreferences } from '../origin-store.ts'
import { listCandidates } from '../value-store.ts'
import {
  ConnectionId,
  LocalDate,
  MetricName,
  type MetricsRoutesContext,
  TextOrNull,
  tablesOf,
  userOf,
  ValueOrNull,
} from './fields.ts'

const CandidateValue = Type.Object(
  {
    value: ValueOrNull,
    unit: TextOrNull('Of the value.'),
    shown: Type.Boolean({ description: 'Whether this is the value that is shown.' }),
    origin: Type.String({ description: 'Its name in preferences: the id of a connection, else the source.' }),
    source: Type.String({ description: 'The integration, or `manual`.' }),
    connection: Type.Union(
      [
        Type.Object(
          {
            id: ConnectionId,
            accountName: TextOrNull('Of the account at the provider.'),
            label: TextOrNull('Your label.'),
          },
          { title: 'ValueConnection' },
        ),
        Type.Null(),
      ],
      { description: 'What delivered it; null for a file and for what you entered by hand.' },
    ),
    stream: TextOrNull('The stream that delivers the metric.'),
    jobId: TextOrNull(
      'The run that delivered the value: `GET /api/jobs/{id}`. Null by hand, and from before runs were kept.',
    ),
    readAt: Type.String({ format: 'date-time', description: 'When the value was first read unchanged.' }),
  },
  { title: 'CandidateValue' },
)

/** `GET /api/metrics/values/explain`: all values that a metric has on a date, and why one of them is shown. */
export function explainRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/values/explain',
    {
      schema: {
        summary: 'Explain the value of a metric on a date',
        description:
          'Every value, the shown one first, with its origin, and the reason why that one is shown.',
        operationId: 'metricsExplainValue',
        querystring: Type.Object({ metric: MetricName, date: LocalDate }),
        response: {
          200: Type.Object(
            {
              metric: Type.String(),
              date: LocalDate,
              shownBy: Type.Union([Type.Enum([...SHOWN_BY]), Type.Null()], {
                description:
                  '`only`: there is one. `metric-preference`, `preference`: by your order for this metric, or for all. `manual`: you entered it. `first-delivered`: its origin delivered values before the others did. Null without any.',
              }),
              candidates: Type.Array(CandidateValue),
            },
            { title: 'ValueExplanation' },
          ),
        },
      },
    },
    async (request) => {
      const { metric, date } = request.query
      const userId = userOf(request)
      const db = tablesOf(context)
      const definitions = context.definitions()
      findMetric(await metricsOf(db, definitions, userId), metric)
      const rows = await listCandidates(db, { userId, metric, date })
      const preferences = await listPreferences(db, userId)
      const explained = { rows, preferences, definitions, connections: await context.connectionsOf(userId) }
      return {
        metric,
        date,
        shownBy: shownBy(explained),
        candidates: candidatesOf(explained).map((candidate) => ({
          ...candidate,
          readAt: candidate.readAt.toISOString(),
        })),
      }
    },
  )
}
