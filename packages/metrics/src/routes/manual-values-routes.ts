import { type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { expectedOfMetric, MAX_METRIC_TEXT } from '@tributary/integration-kit/host'
import { type Static, Type } from 'typebox'
import { metricsOf, type PersonalMetric } from '../catalogue.ts'
import { findMetrics, metricOfPath } from '../find-metric.ts'
import { metricsErrors } from '../metrics-errors.ts'
import type { MetricsTables } from '../tables.ts'
import { deleteUnusedManualMetrics, lockTemplates } from '../template-store.ts'
import { clearManualValues, findManualValue, setManualValues, valueOf } from '../value-store.ts'
import { LocalDate, MetricName, type MetricsRoutesContext, tablesOf } from './fields.ts'

const Value = Type.Union([Type.Number(), Type.String({ maxLength: MAX_METRIC_TEXT }), Type.Boolean()], {
  description: 'As the metric’s type asks: a number, text, a time of day as `HH:MM`, true or false.',
})

const EXAMPLE = { metric: 'fitbit.steps', date: '2025-03-29', value: 9000 }

const DayValue = Type.Object(
  {
    metric: MetricName,
    date: LocalDate,
    value: Type.Union([...Value.anyOf, Type.Null()], { description: 'Null clears.' }),
  },
  { title: 'DayValue', additionalProperties: false, examples: [EXAMPLE] },
)

const ManualValue = Type.Object(
  { metric: MetricName, date: LocalDate, value: Value },
  { title: 'ManualValue', description: 'A value that you entered by hand.', examples: [EXAMPLE] },
)

const Params = Type.Object({
  metric: MetricName,
  date: { ...LocalDate, description: 'The local date.', examples: ['2025-03-29'] },
})

const RULE =
  'For your manual metrics, and for what an integration delivers: then your value takes precedence until you clear it.'

/** `GET`, `PUT` and `DELETE` of `/api/metrics/values/:metric/:date`, and `PATCH /api/metrics/values`: what a person enters by hand. */
export function manualValuesRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  getRoute(app, context)
  app.put(
    '/values/:metric/:date',
    {
      schema: {
        summary: 'Enter a value of a date by hand',
        description: `${RULE} Replaces the value that you entered before.`,
        operationId: 'metricsReplaceValue',
        params: Params,
        body: Type.Object({ value: Value }, { title: 'ReplaceValue', examples: [{ value: 9000 }] }),
        response: { 200: ManualValue },
      },
    },
    async (request) => {
      const { metric, date } = request.params
      const { value } = request.body
      await enter(context, signedIn(request).userId, { values: [{ metric, date, value }], ofPath: true })
      return { metric, date, value }
    },
  )
  app.delete(
    '/values/:metric/:date',
    {
      schema: {
        summary: 'Clear a value entered by hand',
        description: 'The value of the integration for that day is shown again. Idempotent.',
        operationId: 'metricsDeleteValue',
        params: Params,
        response: { 204: Type.Null({ description: 'Cleared.' }) },
      },
    },
    async (request, reply) => {
      const { metric, date } = request.params
      await enter(context, signedIn(request).userId, {
        values: [{ metric, date, value: null }],
        ofPath: true,
      })
      return reply.code(204).send(null)
    },
  )
  bulkRoute(app, context)
}

function getRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/values/:metric/:date',
    {
      schema: {
        summary: 'Get a value entered by hand',
        description:
          'What you entered for a date, also where another value is shown. `GET /values/explain` has the values of all origins.',
        operationId: 'metricsGetValue',
        params: Params,
        response: { 200: ManualValue },
      },
    },
    async (request) => {
      const { metric, date } = request.params
      const { userId } = signedIn(request)
      const row = await findManualValue(tablesOf(context), { userId, metric, date })
      if (row !== undefined) return { metric, date, value: valueOf(row) }
      metricOfPath(await metricsOf(tablesOf(context), context.definitions(), userId), metric)
      throw new ProblemError(metricsErrors.METRICS_VALUE_NOT_FOUND, {
        detail: `You entered no value of "${metric}" for ${date}. PUT enters one; GET /api/metrics/values/explain shows what integrations delivered.`,
      })
    },
  )
}

function bulkRoute(app: PluginApp, context: MetricsRoutesContext): void {
  app.patch(
    '/values',
    {
      schema: {
        summary: 'Enter and clear values of many dates by hand',
        description: `${RULE} All or nothing; other values stay. For duplicates of metric and date the last value counts.`,
        operationId: 'metricsUpdateValues',
        body: Type.Object(
          { values: Type.Array(DayValue, { minItems: 1, maxItems: 1000 }) },
          { title: 'UpdateValues', examples: [{ values: [EXAMPLE] }] },
        ),
        response: {
          200: Type.Object(
            {
              setCount: Type.Integer({ description: 'How many values were entered.' }),
              clearedCount: Type.Integer({ description: 'How many were asked to be cleared.' }),
            },
            {
              title: 'ValuesUpdated',
              description: 'How many values were entered and cleared.',
              examples: [{ setCount: 1, clearedCount: 0 }],
            },
          ),
        },
      },
    },
    async (request) =>
      enter(context, signedIn(request).userId, { values: request.body.values, ofPath: false }),
  )
}

/** Values to enter, `null` to clear; `ofPath`: the one that the path names. */
interface Entered {
  readonly values: readonly Static<typeof DayValue>[]
  readonly ofPath: boolean
}

/** A value with the place in the request that its mistakes name. */
type PlacedValue = Static<typeof DayValue> & { readonly path: string }

async function enter(
  context: MetricsRoutesContext,
  userId: string,
  { values: given, ofPath }: Entered,
): Promise<{ setCount: number; clearedCount: number }> {
  const placed = given.map((each, index) => ({ ...each, path: ofPath ? '' : `/values/${index}` }))
  const values = [...new Map(placed.map((each) => [`${each.date} ${each.metric}`, each])).values()]
  return context
    .database()
    .transaction<MetricsTables, { setCount: number; clearedCount: number }>(async (trx) => {
      await lockTemplates(trx, userId)
      const known = await metricsOf(trx, context.definitions(), userId)
      const metrics = ofPath
        ? values.map(({ metric }) => metricOfPath(known, metric))
        : findMetrics(
            known,
            values.map(({ metric: name, path }) => ({ name, in: 'body', path: `${path}/metric` })),
          )
      checkValues(values, metrics)
      const set = values.flatMap(({ metric, date, value }, index) => {
        const { type = 'number', unit = null } = metrics[index] ?? {}
        return value === null ? [] : [{ metric, date, type, unit, value }]
      })
      const cleared = values.filter(({ value }) => value === null)
      await setManualValues(trx, userId, set)
      await clearManualValues(trx, userId, cleared)
      if (cleared.length > 0) await deleteUnusedManualMetrics(trx, userId)
      return { setCount: set.length, clearedCount: cleared.length }
    })
}

/** Throws `METRICS_BAD_VALUE` with all values that are not of their metric's type. */
function checkValues(values: readonly PlacedValue[], metrics: readonly PersonalMetric[]): void {
  const errors = values.flatMap(({ metric, date, value, path }, index) => {
    const type = metrics[index]?.type
    const expected = value === null || type === undefined ? undefined : expectedOfMetric(type, value)
    if (expected === undefined) return []
    const message = `The value of "${metric}" on ${date} must be ${expected}.`
    return [{ in: 'body', path: `${path}/value`, message }]
  })
  const [first] = errors
  if (first === undefined) return
  throw new ProblemError(metricsErrors.METRICS_BAD_VALUE, { detail: first.message, extensions: { errors } })
}
