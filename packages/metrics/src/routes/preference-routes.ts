import { nearestName, type PluginApp, ProblemError, signedIn } from '@tributary/core'
import { type Static, Type } from 'typebox'
import { metricsOf } from '../catalogue.ts'
import { metricOfPath } from '../find-metric.ts'
import { metricsErrors } from '../metrics-errors.ts'
import {
  ALL_METRICS,
  deletePreference,
  listOrigins,
  listPreferences,
  savePreference,
} from '../origin-store.ts'
import { MANUAL } from '../value-store.ts'
import { CONNECTION_ID, MetricName, type MetricsRoutesContext, tablesOf } from './fields.ts'

const Order = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description:
    'Origins, the preferred one first: the id of a connection, the name of an integration for its files, or `manual`, which comes first unless listed elsewhere. Omitted origins follow in the order of `seen`.',
})

const Preferences = Type.Object(
  {
    order: Type.Union([Order, Type.Null()], {
      description: 'For metrics without an order of their own; null without one.',
    }),
    metrics: Type.Record(Type.String(), Order, { description: 'The orders of single metrics, by name.' }),
    seen: Type.Array(Type.String(), {
      description: 'What has delivered values, in the order of the first of each.',
    }),
  },
  {
    title: 'MetricPreferences',
    description: 'Which origins are preferred.',
    examples: [
      {
        order: ['manual', CONNECTION_ID],
        metrics: { 'fitbit.steps': ['manual', 'fitbit'] },
        seen: [CONNECTION_ID, 'manual'],
      },
    ],
  },
)

const Body = Type.Object(
  { order: Order },
  {
    additionalProperties: false,
    title: 'MetricOrder',
    description: 'An order of origins.',
    examples: [{ order: ['manual'] }],
  },
)

const Cleared = Type.Null({ description: 'Cleared.' })

const RULE =
  'Where several origins have a value of one date, that of the first is shown. All are kept: GET /api/metrics/values/explain.'

/** `/api/metrics/preferences`: which of several values is shown. */
export function preferenceRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/preferences',
    {
      schema: {
        summary: 'Get which origins are preferred',
        description: RULE,
        operationId: 'metricsGetPreferences',
        response: { 200: Preferences },
      },
    },
    async (request) => preferencesOf(context, signedIn(request).userId),
  )
  app.put(
    '/preferences',
    {
      schema: {
        summary: 'Prefer origins, for all metrics',
        description: `${RULE} The orders of single metrics stay.`,
        operationId: 'metricsReplacePreferences',
        body: Body,
        response: { 200: Preferences },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      await save(context, userId, { metric: ALL_METRICS, order: request.body.order })
      return preferencesOf(context, userId)
    },
  )
  app.delete(
    '/preferences',
    {
      schema: {
        summary: 'Delete the order for all metrics',
        description: 'The orders of single metrics stay. Idempotent.',
        operationId: 'metricsDeletePreferences',
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      await deletePreference(tablesOf(context), signedIn(request).userId, ALL_METRICS)
      return reply.code(204).send(null)
    },
  )
  metricRoutes(app, context)
}

async function preferencesOf(
  context: MetricsRoutesContext,
  userId: string,
): Promise<Static<typeof Preferences>> {
  const db = tablesOf(context)
  const saved = await listPreferences(db, userId)
  const orders = saved.map(({ metric, origins }): [string, string[]] => [metric, [...origins]])
  return {
    order: orders.find(([metric]) => metric === ALL_METRICS)?.[1] ?? null,
    metrics: Object.fromEntries(orders.filter(([metric]) => metric !== ALL_METRICS)),
    seen: [...(await listOrigins(db, userId))],
  }
}

const Params = Type.Object({ metric: MetricName })

function metricRoutes(app: PluginApp, context: MetricsRoutesContext): void {
  app.get(
    '/preferences/:metric',
    {
      schema: {
        summary: 'Get the order for one metric',
        description: 'Its own; without one, the order for all metrics applies, and the answer is 404.',
        operationId: 'metricsGetMetricPreference',
        params: Params,
        response: { 200: Body },
      },
    },
    async (request) => {
      const { metric } = request.params
      const orders = await listPreferences(tablesOf(context), signedIn(request).userId)
      const found = orders.find((each) => each.metric === metric)
      if (found === undefined)
        throw new ProblemError(metricsErrors.METRICS_PREFERENCE_NOT_FOUND, {
          detail: `You set no order for "${metric}". GET /api/metrics/preferences lists your orders.`,
        })
      return { order: [...found.origins] }
    },
  )
  app.put(
    '/preferences/:metric',
    {
      schema: {
        summary: 'Prefer origins, for one metric',
        description: RULE,
        operationId: 'metricsReplaceMetricPreference',
        params: Params,
        body: Body,
        response: { 200: Body },
      },
    },
    async (request) => {
      const { userId } = signedIn(request)
      const { metric } = request.params
      metricOfPath(await metricsOf(tablesOf(context), context.definitions(), userId), metric)
      return { order: await save(context, userId, { metric, order: request.body.order }) }
    },
  )
  app.delete(
    '/preferences/:metric',
    {
      schema: {
        summary: 'Delete the order for one metric',
        description: 'The order for all metrics applies again. Idempotent.',
        operationId: 'metricsDeleteMetricPreference',
        params: Params,
        response: { 204: Cleared },
      },
    },
    async (request, reply) => {
      await deletePreference(tablesOf(context), signedIn(request).userId, request.params.metric)
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
  const lower = given.map((origin) => origin.toLowerCase())
  checkOrigins(lower, known)
  const order = [...new Set(lower)]
  const origins = order.includes(MANUAL) ? order : [MANUAL, ...order]
  await savePreference(db, userId, { metric, origins })
  return origins
}

function checkOrigins(given: readonly string[], known: readonly string[]): void {
  const errors = given.flatMap((origin, index) => {
    if (known.includes(origin)) return []
    const nearest = nearestName(origin, known)
    const cure = nearest === undefined ? '' : ` Did you mean "${nearest}"?`
    const message = `"${origin}" is neither "${MANUAL}", nor the id of one of your connections (GET /api/connections), nor the name of an integration.${cure}`
    return [{ in: 'body', path: `/order/${index}`, message }]
  })
  const [first] = errors
  if (first === undefined) return
  throw new ProblemError(metricsErrors.METRICS_UNKNOWN_ORIGIN, {
    detail: first.message,
    extensions: { errors },
  })
}
