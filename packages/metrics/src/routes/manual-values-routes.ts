import { type PluginApp, ProblemError } from '@tributary/core'
import { expectedOfMetric, MAX_METRIC_TEXT, type MetricValue } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { findMetric, metricsOf, type PersonalMetric } from '../catalogue.ts'
import { metricsErrors } from '../metrics-errors.ts'
import type { MetricsTables } from '../tables.ts'
import { deleteUnusedManualMetrics, lockTemplates } from '../template-store.ts'
import { clearManualValues, type ManualValue, setManualValues } from '../value-store.ts'
import { LocalDate, MetricName, type MetricsRoutesContext, userOf } from './fields.ts'

const Value = Type.Union([Type.Number(), Type.String({ maxLength: MAX_METRIC_TEXT }), Type.Boolean()], {
  description: 'As the metric’s type asks: a number, text, a time of day as `HH:MM`, true or false.',
})

const DayValue = Type.Object(
  {
    metric: MetricName,
    date: LocalDate,
    value: Type.Union([...Value.anyOf, Type.Null()], { description: 'Null clears.' }),
  },
  { title: 'DayValue', additionalProperties: false },
)

const Params = Type.Object({ metric: MetricName, date: LocalDate })

const RULE =
  'For your manual metrics, and for what an integration delivers: then your value takes precedence until you clear it.'

/** `PUT` and `DELETE` under `/api/metrics/values`: what a person enters by hand. */
export function manualValuesRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.put(
    '/values/:metric/:date',
    {
      schema: {
        summary: 'Set a value of a day by hand',
        description: RULE,
        operationId: 'metricsSetValue',
        params: Params,
        body: Type.Object({ value: Value }, { title: 'SetValue' }),
        response: {
          200: Type.Object(
            { metric: Type.String(), date: LocalDate, value: Value },
            { title: 'ManualValue' },
          ),
        },
      },
    },
    async (request) => {
      const { metric, date } = request.params
      const { value } = request.body
      await enter(context, userOf(request), [{ metric, date, value }])
      return { metric, date, value }
    },
  )
  app.delete(
    '/values/:metric/:date',
    {
      schema: {
        summary: 'Clear a value entered by hand',
        description: 'The value of the integration for that day is shown again. Idempotent.',
        operationId: 'metricsClearValue',
        params: Params,
        response: { 204: Type.Null({ description: 'Cleared.' }) },
      },
    },
    async (request, reply) => {
      const { metric, date } = request.params
      await enter(context, userOf(request), [{ metric, date, value: null }])
      return reply.code(204).send(null)
    },
  )
  app.put(
    '/values',
    {
      schema: {
        summary: 'Set and clear values of many days by hand',
        description: `${RULE} All or nothing. For duplicates of metric and date the last value counts.`,
        operationId: 'metricsSetValues',
        body: Type.Object(
          { values: Type.Array(DayValue, { minItems: 1, maxItems: 1000 }) },
          { title: 'SetValues' },
        ),
        response: {
          200: Type.Object({ set: Type.Integer(), cleared: Type.Integer() }, { title: 'ValuesSet' }),
        },
      },
    },
    async (request) => enter(context, userOf(request), request.body.values),
  )
}

async function enter(
  context: MetricsRoutesContext,
  userId: string,
  given: readonly Static<typeof DayValue>[],
): Promise<{ set: number; cleared: number }> {
  const values = [...new Map(given.map((each) => [`${each.date} ${each.metric}`, each])).values()]
  return context.database().transaction<MetricsTables, { set: number; cleared: number }>(async (trx) => {
    await lockTemplates(trx, userId)
    const known = await metricsOf(trx, context.definitions(), userId)
    const set = values.flatMap(({ metric, date, value }) =>
      value === null ? [] : [checkValue(findMetric(known, metric), date, value)],
    )
    const cleared = values.filter(({ value }) => value === null)
    for (const { metric } of cleared) findMetric(known, metric)
    await setManualValues(trx, userId, set)
    await clearManualValues(trx, userId, cleared)
    if (cleared.length > 0) await deleteUnusedManualMetrics(trx, userId)
    return { set: set.length, cleared: cleared.length }
  })
}

function checkValue({ metric, type, unit }: PersonalMetric, date: string, value: MetricValue): ManualValue {
  const expected = expectedOfMetric(type, value)
  if (expected === undefined) return { metric, date, type, unit, value }
  throw new ProblemError(metricsErrors.METRICS_BAD_VALUE, {
    detail: `The value of "${metric}" on ${date} must be ${expected}.`,
  })
}
