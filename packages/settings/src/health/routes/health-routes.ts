import {
  DEFAULT_LIMIT,
  kernelService,
  listOf,
  type PluginApp,
  type PluginContext,
  ProblemError,
  pageParameters,
} from '@tributary/core'
import { pageOf } from '@tributary/database'
import { HEALTH_SUBJECT_TYPES } from '@tributary/integration-host'
import { Type } from 'typebox'
import { settingsErrors } from '../../settings-errors.ts'
import { listChecks } from '../check-store.ts'
import { type HealthParts, healthTablesOf } from '../health-parts.ts'
import { checkNow } from '../health-runner.ts'
import { HealthCheckRecord, PluginHealth, SubjectHealth, viewCheck, viewSubject } from '../health-view.ts'
import { type CheckedSubject, listSubjects } from '../list-subjects.ts'
import { KEPT_CHECKS, KEPT_DAYS } from '../prune-checks.ts'
import { readPluginHealth, timeOf, withStandings } from '../read-health.ts'
import type { SubjectKey } from '../subject-store.ts'

const Subject = Type.Object({
  type: Type.Enum([...HEALTH_SUBJECT_TYPES], {
    description: 'The type of what is checked.',
    examples: ['plugin_settings'],
  }),
  id: Type.String({ maxLength: 200, description: 'The id of what is checked.', examples: ['spotify'] }),
})

/** `/api/admin/plugins/health`: how plugins stand, and the history of their checks. */
export function healthRoutes(app: PluginApp, context: PluginContext, parts: () => HealthParts): void {
  app.get(
    '/health',
    {
      schema: {
        summary: 'Read the health of the plugins',
        description:
          'Each plugin with its state, what is checked of it, and how many connections of people are in which health. In boot order.',
        operationId: 'pluginsListHealth',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(PluginHealth, 'PluginHealthList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { plugins } = context.getService(kernelService).report()
      const page = pageOf(plugins, { list: 'plugin-health', id: ({ name }) => name, limit, cursor })
      return { items: await readPluginHealth(parts(), page.items), nextCursor: page.nextCursor }
    },
  )
  subjectRoutes(app, parts)
}

function subjectRoutes(app: PluginApp, parts: () => HealthParts): void {
  app.get(
    '/health/:type/:id',
    {
      schema: {
        summary: 'Read the health of a part of a plugin',
        description: 'Its status and since when, the last check and the last one that found a problem.',
        operationId: 'pluginsGetHealth',
        params: Subject,
        response: { 200: SubjectHealth },
      },
    },
    async (request) => view(parts(), await requireSubject(parts(), request.params)),
  )
  app.get(
    '/health/:type/:id/checks',
    {
      schema: {
        summary: 'List the health checks of a part of a plugin',
        description: `Of the last ${KEPT_DAYS} days, at most ${KEPT_CHECKS}, the newest first.`,
        operationId: 'pluginsListHealthChecks',
        params: Subject,
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(HealthCheckRecord, 'HealthCheckList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { type, id } = await requireSubject(parts(), request.params)
      const page = await listChecks(healthTablesOf(parts()), { type, id, limit, cursor })
      return { items: page.items.map(viewCheck), nextCursor: page.nextCursor }
    },
  )
  app.post(
    '/health/:type/:id/check',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Check a part of a plugin now',
        description:
          'Recorded like a periodic check. A status other than before is confirmed by the next check.',
        operationId: 'pluginsCheckHealth',
        params: Subject,
        response: { 200: SubjectHealth },
      },
    },
    async (request) => {
      const subject = await requireSubject(parts(), request.params)
      if (await checkNow(parts(), subject)) return view(parts(), subject)
      throw new ProblemError(settingsErrors.PLUGINS_CHECK_RUNNING, {
        detail: 'Read its health in a moment: the running check is recorded.',
      })
    },
  )
}

async function view(parts: HealthParts, subject: CheckedSubject) {
  const [found] = await withStandings(parts, [subject])
  return viewSubject(subject, found?.standing, timeOf(parts))
}

async function requireSubject(parts: HealthParts, key: SubjectKey): Promise<CheckedSubject> {
  const subjects = await listSubjects(parts)
  const found = subjects.find(({ type, id }) => type === key.type && id === key.id)
  if (found !== undefined) return found
  throw new ProblemError(settingsErrors.PLUGINS_NO_SUBJECT, {
    detail: 'GET /api/admin/plugins/health lists what is checked.',
  })
}
