import { type PluginApp, signedIn } from '@tributary/core'
import { Type } from 'typebox'
import { metricsOf } from '../catalogue.ts'
import { candidatesOf, SHOWN_BY, shownBy } from '../explain-value.ts'
import { checkMetrics, inQuery } from '../find-metric.ts'
import { placesOf } from '../metric-history.ts'
import { listPreferences } from '../origin-store.ts'
import { listCandidates } from '../value-store.ts'
import {
  CONNECTION_ID,
  ConnectionId,
  Instant,
  LocalDate,
  MetricName,
  type MetricsRoutesContext,
  readingOf,
  TextOrNull,
  ValueOrNull,
} from './fields.ts'

const CONNECTION = { id: CONNECTION_ID, accountName: 'ada@example.org', label: null }

const CANDIDATE = {
  value: 9000,
  unit: 'steps',
  shown: true,
  origin: CONNECTION_ID,
  integration: 'fitbit',
  connection: CONNECTION,
  stream: 'daily-activity',
  jobId: '1d7a6b52-52c1-4a68-b8f1-0f3f0a0c5e11',
  readAt: '2025-03-30T04:00:00.000Z',
}

const CandidateValue = Type.Object(
  {
    value: ValueOrNull,
    unit: TextOrNull('Of the value.'),
    shown: Type.Boolean({ description: 'Whether this is the value that is shown.' }),
    origin: Type.String({
      description: 'Its name in preferences: the id of a connection, else the same as `integration`.',
    }),
    integration: Type.String({ description: 'The integration that delivered it, or `manual`.' }),
    connection: Type.Union(
      [
        Type.Object(
          {
            id: ConnectionId,
            accountName: TextOrNull('Of the account at the provider.'),
            label: TextOrNull('Your label.'),
          },
          { title: 'ValueConnection', examples: [CONNECTION] },
        ),
        Type.Null(),
      ],
      { description: 'What delivered it; null for a file and for what you entered by hand.' },
    ),
    stream: TextOrNull('The stream that delivers the metric.'),
    jobId: TextOrNull(
      'The run that delivered the value: `GET /api/jobs/{id}`. Null by hand, and from before runs were kept.',
    ),
    readAt: { ...Instant, description: 'When the value was first read unchanged.' },
  },
  { title: 'CandidateValue', examples: [CANDIDATE] },
)

const DateOfValue = { ...LocalDate, description: 'The local date.', examples: ['2025-03-29'] }

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
        querystring: Type.Object({ metric: MetricName, date: DateOfValue }),
        response: {
          200: Type.Object(
            {
              metric: Type.String(),
              date: LocalDate,
              shownBy: Type.Union([Type.Enum([...SHOWN_BY], { type: 'string' }), Type.Null()], {
                description:
                  '`only`: there is one. `metric_preference`, `preference`: by your order for this metric, or for all. `manual`: you entered it. `successor`: the metric has it itself, and the others are of a metric that it continues. `first_delivered`: its origin delivered values before the others did. Null without any.',
              }),
              candidates: Type.Array(CandidateValue),
            },
            {
              title: 'ValueExplanation',
              description: 'Every value that a metric has on a date.',
              examples: [
                { metric: 'fitbit.steps', date: '2025-03-29', shownBy: 'only', candidates: [CANDIDATE] },
              ],
            },
          ),
        },
      },
    },
    async (request) => {
      const { metric, date } = request.query
      const { userId } = signedIn(request)
      const db = readingOf(context)
      const definitions = context.definitions()
      const known = await metricsOf(db, definitions, userId)
      checkMetrics(inQuery([metric]), known)
      const rows = await listCandidates(db, { userId, places: placesOf([metric], known), date })
      const preferences = await listPreferences(db, userId)
      const explained = {
        metric,
        rows,
        preferences,
        definitions,
        connections: await context.connectionsOf(userId),
      }
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
