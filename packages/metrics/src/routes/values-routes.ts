import { checkDateRange, type PluginApp, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { type AggregateFunction, FUNCTIONS, PERIODS } from '../aggregate.ts'
import { type KnownMetric, metricsOf } from '../catalogue.ts'
import { findMetrics, inQuery } from '../find-metric.ts'
import { placesOf } from '../metric-history.ts'
import { functionFor, pointsOf, type SeriesPoint } from '../series.ts'
import { listPickedValues } from '../value-store.ts'
import { checkOrigin } from './check-filters.ts'
import {
  ConnectionIdFilter,
  LocalDate,
  MAX_DAYS,
  MetricName,
  type MetricsRoutesContext,
  MetricTypeName,
  readingOf,
  requiredDateRange,
  TextOrNull,
  ValueOrNull,
} from './fields.ts'

const POINT = {
  period: '2025-W13',
  from: '2025-03-24',
  to: '2025-03-30',
  value: 61_250,
  dayCount: 7,
  integrations: ['fitbit'],
}

const SERIES = {
  metric: 'fitbit.steps',
  label: 'Steps',
  unit: 'steps',
  type: 'number',
  function: 'sum',
  points: [POINT],
}

const Series = Type.Object(
  {
    metric: Type.String({ description: 'Its name, `<integration>.<field>`.' }),
    label: Type.String({ description: 'For people to read.' }),
    unit: TextOrNull('Of the metric; a `count` is in no unit.'),
    type: MetricTypeName,
    function: Type.Enum([...FUNCTIONS], { type: 'string', description: 'What was taken.' }),
    points: Type.Array(
      Type.Object(
        {
          period: Type.String({ description: '`2025-03-30`, `2025-W13` (ISO 8601) or `2025-03`.' }),
          from: LocalDate,
          to: LocalDate,
          value: ValueOrNull,
          dayCount: Type.Integer({ description: 'How many days of the period have a value.' }),
          integrations: Type.Array(Type.String(), {
            description: 'The integrations that delivered the values; `manual` for what you entered.',
          }),
        },
        { title: 'SeriesPoint', examples: [POINT] },
      ),
      { description: 'The earliest first. Periods without a value are left out.' },
    ),
  },
  { title: 'MetricSeries', examples: [SERIES] },
)

const MetricValues = Type.Object(
  {
    from: LocalDate,
    to: LocalDate,
    aggregate: Type.Enum([...PERIODS], { type: 'string' }),
    series: Type.Array(Series, { description: 'One for each metric, in the order of the request.' }),
  },
  {
    title: 'MetricValues',
    description: 'The values of each metric.',
    examples: [{ from: '2025-03-01', to: '2025-03-31', aggregate: 'week', series: [SERIES] }],
  },
)

const DESCRIPTION = `Daily values of up to 10 metrics over local dates, gathered by day, week (ISO 8601, from Monday) or month. Where
several origins have a value of one date, one of them is shown: what you entered by hand, then the connection that delivered first; or as your order
says (PUT /api/metrics/preferences). A metric that continues one of another integration (\`continues\` in the catalogue) also has its values, of
the dates that it does not have itself. GET /api/metrics/values/explain names them all.

Without \`function\`, each metric has its own: numbers in units of amounts (steps, floors, count, times, cal, kcal, J, kJ, m, km, ft,
mi) are summed, other numbers and times of day averaged, days with true counted, and of text the last is taken. Times of day are
averaged around midnight: of 23:50 and 00:10 the average is 00:00; \`min\` and \`max\` are the earliest and latest within the 12 hours
before and after it; times that cancel each other out have no average. Of true and false, \`avg\` is the share of days with true and
\`sum\` their number. A day on its own stays what it is, except for \`count\` and the \`sum\` or \`avg\` of true and false.`

/** `GET /api/metrics/values` */
export function valuesRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/values',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Get daily values, as they are or by week or month',
        description: DESCRIPTION,
        operationId: 'metricsGetValues',
        querystring: Type.Object({
          metric: Type.Array(MetricName, {
            minItems: 1,
            maxItems: 10,
            description: 'Once for each metric.',
            examples: [['fitbit.steps']],
          }),
          ...requiredDateRange(MAX_DAYS),
          aggregate: Type.Optional(
            Type.Enum([...PERIODS], { type: 'string', default: 'day', description: 'A value for each.' }),
          ),
          function: Type.Optional(
            Type.Enum([...FUNCTIONS], { type: 'string', description: 'What is taken of several values.' }),
          ),
          integration: Type.Optional(
            Type.String({ maxLength: 100, description: 'Only of this integration, or `manual`.' }),
          ),
          connectionId: Type.Optional(ConnectionIdFilter),
        }),
        response: { 200: MetricValues },
      },
    },
    async (request) => {
      const { metric: names, from, to, aggregate = 'day', function: asked, ...origin } = request.query
      const range = { from, to }
      checkDateRange(range, { maxDays: MAX_DAYS })
      const { userId } = signedIn(request)
      const db = readingOf(context)
      const known = await metricsOf(db, context.definitions(), userId)
      const wanted = findMetrics(known, inQuery([...new Set(names)]))
      await checkOrigin(context, { userId, table: 'daily_metric_values' }, origin)
      const taken = wanted.map((metric) => ({ metric, function: functionFor(metric, asked) }))
      const series = []
      // One after the other: the rows of one metric are in memory at a time, and a request takes one connection.
      for (const { metric, function: by } of taken) {
        const values = await listPickedValues(db, {
          userId,
          places: placesOf([metric.metric], known),
          ...range,
          ...origin,
        })
        const points = pointsOf(values, { metric, by: aggregate, function: by, range })
        series.push(seriesOf(metric, by, points))
      }
      return { ...range, aggregate, series }
    },
  )
}

function seriesOf(
  { metric, label, unit, type }: KnownMetric,
  by: AggregateFunction,
  points: readonly SeriesPoint[],
): Static<typeof Series> {
  return {
    metric,
    label,
    unit,
    type,
    function: by,
    points: points.map((point) => ({ ...point, integrations: [...point.integrations] })),
  }
}
