import { coversScope, listOf, type PluginApp, type Principal, ProblemError, signedIn } from '@tributary/core'
import type { ProviderInstance } from '@tributary/integration-host'
import { Type } from 'typebox'
import { analyticsErrors } from '../analytics-errors.ts'
import { followedTypes } from '../followed-types.ts'
import { AnalyticsInstance, EXAMPLE_ID, viewInstance } from '../instance-view.ts'
import { type Parts, tablesOf } from '../parts.ts'
import { listSubscriptions, saveChoice } from '../subscription-store.ts'

const InstanceId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the instance.', examples: [EXAMPLE_ID] }),
})

const Choice = Type.Object(
  {
    enabled: Type.Optional(Type.Boolean({ description: 'Whether your data are sent there.' })),
    withMeasurements: Type.Optional(
      Type.Boolean({ description: 'Whether measurements are sent beside daily values.' }),
    ),
  },
  { title: 'AnalyticsChoice', minProperties: 1, examples: [{ enabled: true }] },
)

const UPDATE = `Switched on, all your daily values (numbers, and yes or no as 1 and 0) are sent, those you have already and those that come; with
\`withMeasurements\` each measurement too. Each point has the name of the metric, its day or instant, its value, the integration, the id of the
connection, and a pseudonym for you; never your name or e-mail address. Texts are not sent, nor data whose provider forbids combining it. A corrected value
replaces the one before; a deleted one stays there. Switched off, nothing more is sent, and what was sent stays there.`

/** `/api/analytics/instances` */
export function instanceRoutes(app: PluginApp, parts: () => Parts): void {
  app.get(
    '/instances',
    {
      schema: {
        summary: 'List analytics services',
        description:
          'Those that the administrator has configured, with what you have sent there. All at once.',
        operationId: 'analyticsListInstances',
        response: { 200: listOf(AnalyticsInstance, 'AnalyticsInstanceList') },
      },
    },
    async (request) => {
      const rows = await listSubscriptions(tablesOf(parts()), signedIn(request).userId)
      const instances = await parts().providers.list('analytics')
      const items = instances.map((instance) =>
        viewInstance(
          instance,
          rows.find((row) => row.instance === instance.id),
        ),
      )
      return { items, nextCursor: null }
    },
  )
  app.get(
    '/instances/:id',
    {
      schema: {
        summary: 'Get an analytics service',
        description: 'With what you have sent there.',
        operationId: 'analyticsGetInstance',
        params: InstanceId,
        response: { 200: AnalyticsInstance },
      },
    },
    async (request) => {
      const instance = await instanceOf(parts(), request.params.id)
      const rows = await listSubscriptions(tablesOf(parts()), signedIn(request).userId)
      return viewInstance(
        instance,
        rows.find((row) => row.instance === instance.id),
      )
    },
  )
  app.patch(
    '/instances/:id',
    {
      schema: {
        summary: 'Choose what is sent to an analytics service',
        description: UPDATE,
        operationId: 'analyticsUpdateInstance',
        params: InstanceId,
        body: Choice,
        response: { 200: AnalyticsInstance },
      },
    },
    async (request) => {
      const own = parts()
      const principal = signedIn(request)
      const { userId } = principal
      const instance = await instanceOf(own, request.params.id)
      const rows = await listSubscriptions(tablesOf(own), userId)
      const before = rows.find((row) => row.instance === instance.id)
      const enabled = request.body.enabled ?? before?.enabled ?? false
      const withMeasurements = request.body.withMeasurements ?? before?.with_measurements ?? false
      if (enabled) checkScopes(own, principal, withMeasurements)
      const choice = { userId, instance: instance.id, enabled, withMeasurements }
      const row = await saveChoice(tablesOf(own), { ...choice, now: new Date(own.now()) })
      own.database.afterCommit(own.wake)
      return viewInstance(instance, row)
    },
  )
}

async function instanceOf({ providers }: Parts, id: string): Promise<ProviderInstance> {
  const found = (await providers.list('analytics')).find((instance) => instance.id === id)
  if (found !== undefined) return found
  throw new ProblemError(analyticsErrors.ANALYTICS_INSTANCE_NOT_FOUND, {
    detail: 'GET /api/analytics/instances lists them.',
  })
}

/** An API key must not have data sent that it may not read. */
function checkScopes({ feed }: Parts, principal: Principal, withMeasurements: boolean): void {
  const types = followedTypes({ with_measurements: withMeasurements })
  for (const { type, scopes } of feed.types().filter((each) => types.includes(each.type)))
    if (!coversScope(principal, scopes))
      throw new ProblemError(analyticsErrors.ANALYTICS_SCOPE_MISSING, {
        detail: `Sending "${type}" needs the scope ${scopes.join(' or ')}.`,
      })
}
