import type { PluginApp } from '@tributary/core'
import { Type } from 'typebox'
import { FUNCTIONS, PERIODS } from '../aggregate.ts'
import { findMetric, metricsOf } from '../catalogue.ts'
import { functionFor, pointsOf } from '../series.ts'
import { listPickedValues } from '../value-store.ts'
import {
  ConnectionId,
  checkRange,
  From,
  LocalDate,
  MetricName,
  type MetricsRoutesContext,
  MetricTypeName,
  TextOrNull,
  To,
  tablesOf,
  userOf,
  ValueOrNull,
} from './fields.ts'

/** Ten years: what a metric has in one answer. */
export const MAX_DAYS = 3_700

const Series = Type.Object(
  {
    metric: Type.String(),
    label: Type.String(),
    unit: TextOrNull('Of the metric; a `count` is in no unit.'),
    type: MetricTypeName,
    function: Type.Enum([...FUNCTIONS], { description: 'What was taken.' }),
    points: Type.Array(
      Type.Object(
        {
          period: Type.String({ description: '`2025-03-30`, `2025-W13` (ISO 8601) or `2025-03`.' }),
          from: LocalDate,
          to: LocalDate,
          value: ValueOrNull,
          days: Type.Integer({ description: 'How many days of the period have a value.' }),
          sources: Type.Array(Type.String(), { description: 'Where the values came from.' }),
        },
        { title: 'SeriesPoint' },
      ),
      { description: 'The earliest first. Periods without a value are left out.' },
    ),
  },
  { title: 'MetricSeries' },
)

const DESCRIPTION = `Daily values of up to 10 metrics over local dates, gathered by day, week (ISO 8601, from Monday) or month. Where
several origins have a value of one date, one of them is shown: what you entered by hand, then the connection that delivered first; or as your order
says (PUT /api/metrics/preferences). GET /api/metrics/values/explain names them all.

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
        summary: 'Read daily values, as they are or by week or month',
        description: DESCRIPTION,
        operationId: 'metricsReadValues',
        querystring: Type.Object({
          metric: Type.Array(MetricName, { minItems: 1, maxItems: 10, description: 'Once for each metric.' }),
          from: From,
          to: To,
          aggregate: Type.Optional(Type.Enum([...PERIODS], { default: 'day' })),
          function: Type.Optional(Type.Enum([...FUNCTIONS])),
          source: Type.Optional(
            Type.String({ maxLength: 100, description: 'Only of this integration, or `manual`.' }),
          ),
          connection: Type.Optional({ ...ConnectionId, description: 'Only through this connection.' }),
        }),
        response: {
          200: Type.Object(
            {
              from: LocalDate,
              to: LocalDate,
              aggregate: Type.Enum([...PERIODS]),
              series: Type.Array(Series),
            },
            { title: 'MetricValues' },
          ),
        },
      },
    },
    async (request) => {
      const {
        metric: names,
        from,
        to,
        aggregate: by = 'day',
        function: asked,
        source,
        connection,
      } = request.query
      checkRange({ from, to }, MAX_DAYS)
      const userId = userOf(request)
      const db = tablesOf(context)
      const known = await metricsOf(db, context.definitions(), userId)
      const wanted = [...new Set(names)].map((name) => findMetric(known, name))
      const functions = wanted.map((metric) => functionFor(metric, asked))
      const series = []
      // One after the other: the rows of one metric are in memory at a time, and a request takes one connection.
      for (const [index, metric] of wanted.entries()) {
        const values = await listPickedValues(db, {
          userId,
          metrics: [metric.metric],
          from,
          to,
          source,
          connection,
        })
        const name = functions[index] ?? 'last'
        series.push({
          metric: metric.metric,
          label: metric.label,
          unit: metric.unit,
          type: metric.type,
          function: name,
          points: pointsOf(values, { metric, by, function: name, range: { from, to } }).map((point) => ({
            ...point,
            sources: [...point.sources],
          })),
        })
      }
      return { from, to, aggregate: by, series }
    },
  )
}
