import { type PluginApp, ProblemError } from '@tributary/core'
import { Type } from 'typebox'
import { findMetric, metricsOf } from '../catalogue.ts'
import { metricsErrors } from '../metrics-errors.ts'
import {
  ALL_METRICS,
  deletePreference,
  listOrigins,
  listPreferences,
  savePreference,
} from '../origin-store.ts'
import { MANUAL } from '../value-store.ts'
import { MetricName, type MetricsRoutesContext, tablesOf, userOf } from './fields.ts'

const Order = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description:
    'Origins, the preferred one first: the id of a connection, the name of an integration for its files, or `manual`, which comes first unless listed elsewhere. Omitted origins follow in the order of `seen`.',
})

const Preferences = Type.Object(
  {
    all: Type.Union([Order, Type.Null()], { description: 'For metrics without an order of their own.' }),
    metrics: Type.Record(Type.String(), Order),
    seen: Type.Array(Type.String(), {
      description: 'What has delivered values, in the order of the first of each.',
    }),
  },
  { title: 'MetricPreferences' },
)

const Body = Type.Object({ order: Order }, { additionalProperties: false, title: 'MetricOrder' })

const Cleared = Type.Null({ description: 'Cleared.' })

const RULE =
  'Where several origins have a value of one date, that of the first is shown. All are kept: GET /api/metrics/values/explain.'

/** `/api/metrics/preferences`: which of several values is shown. */
export function preferenceRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/preferences',
    {
      schema: {
        summary: 'Read which origins are preferred',
        description: RULE,
        operationId: 'metricsReadPreferences',
        response: { 200: Preferences },
      },
    },
    async (request) => {
      const db = tablesOf(context)
      const userId = userOf(request)
      const saved = await listPreferences(db, userId)
      const orders = saved.map(({ metric, origins }): [string, string[]] => [metric, [...origins]])
      return {
        all: orders.find(([metric]) => metric === ALL_METRICS)?.[1] ?? null,
        metrics: Object.fromEntries(orders.filter(([metric]) => metric !== ALL_METRICS)),
        seen: [...(await listOrigins(db, userId))],
      }
    },
  )
  app.put(
    '/preferences',
    {
      schema: {
        summary: 'Prefer origins, for all metrics',
        description: RULE,
        operationId: 'metricsSetPreference',
        body: Body,
        response: { 200: Body },
      },
    },
    async (request) => ({
      order: await save(context, userOf(request), { metric: ALL_METRICS, order: request.body.order }),
    }),
  )
  app.delete(
    '/preferences',
    {
      schema: {
        summary: 'Delete the order for all metrics',
        operationId: 'metricsClearPreference',
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      await deletePreference(tablesOf(context), userOf(request), ALL_METRICS)
      return reply.code(204).send(null)
    },
  )
  metricRoutes(app, context)
}

const Params = Type.Object({ metric: MetricName })

function metricRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.put(
    '/preferences/:metric',
    {
      schema: {
        summary: 'Prefer origins, for one metric',
        description: RULE,
        operationId: 'metricsSetMetricPreference',
        params: Params,
        body: Body,
        response: { 200: Body },
      },
    },
    async (request) => {
      const userId = userOf(request)
      const { metric } = request.params
      findMetric(await metricsOf(tablesOf(context), context.definitions(), userId), metric)
      return { order: await save(context, userId, { metric, order: request.body.order }) }
    },
  )
  app.delete(
    '/preferences/:metric',
    {
      schema: {
        summary: 'Delete the order for one metric',
        description: 'The order for all metrics applies again. Idempotent.',
        operationId: 'metricsClearMetricPreference',
        params: Params,
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      await deletePreference(tablesOf(context), userOf(request), request.params.metric)
      return reply.code(204).send(null)
    },
  )
}

/** Throws `METRICS_UNKNOWN_ORIGIN`. Resolves to the order as it is kept. */
async function save(
  context: MetricsRoutesContext,
  userId: string,
  { metric, order: given }: { readonly metric: string; readonly order: readonly string[] },
): Promise<string[]> {
  const db = tablesOf(context)
  const known = [
    MANUAL,
    ...(await listOrigins(db, userId)),
    ...(await context.connectionsOf(userId)).map(({ id }) => id),
    ...context.definitions().map(({ name }) => name),
  ]
  // Ids of connections come in either case. All names are lower case.
  const order = [...new Set(given.map((origin) => origin.toLowerCase()))]
  const unknown = order.find((origin) => !known.includes(origin))
  if (unknown !== undefined) {
    throw new ProblemError(metricsErrors.METRICS_UNKNOWN_ORIGIN, {
      detail: `"${unknown}" is neither "${MANUAL}", nor the id of one of your connections (GET /api/connections), nor the name of an integration.`,
    })
  }
  const origins = order.includes(MANUAL) ? order : [MANUAL, ...order]
  await savePreference(db, userId, { metric, origins })
  return origins
}
