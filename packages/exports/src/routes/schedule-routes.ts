import {
  DEFAULT_LIMIT,
  listOf,
  located,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
} from '@tributary/core'
import { Type } from 'typebox'
import {
  countSchedules,
  deleteSchedule,
  findSchedule,
  insertSchedule,
  listSchedules,
  lockPerson,
} from '../export-store.ts'
import { Every, EXAMPLE_ID, EXAMPLE_STORAGE, ExportSchedule, viewSchedule } from '../export-view.ts'
import { exportsErrors } from '../exports-errors.ts'
import { tablesOf } from '../parts.ts'
import type { ExportsTables, ScheduleRow } from '../tables.ts'
import { checkWanted, type PartsOf, wantedMembers } from './route-context.ts'

/** Of one person. */
const MOST_SCHEDULES = 20

const NewSchedule = Type.Object(
  { ...wantedMembers, every: Every },
  {
    title: 'NewExportSchedule',
    examples: [{ contents: 'library', format: 'jsonl', storage: EXAMPLE_STORAGE, every: 'week' }],
  },
)

const ScheduleId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'Of the schedule.', examples: [EXAMPLE_ID] }),
})

/** `/api/exports/schedules` */
export function scheduleRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  app.post(
    '/schedules',
    {
      schema: {
        summary: 'Schedule an export',
        description: `The first is made at once, the others at the same time of a day (UTC) after a day, a week or a month. At most ${MOST_SCHEDULES}. An API key also needs a scope that reads the contents.`,
        operationId: 'exportsCreateSchedule',
        body: NewSchedule,
        response: {
          201: located(ExportSchedule, {
            description: 'The schedule.',
            location: '`/api/exports/schedules/<id>`: the schedule.',
          }),
        },
      },
    },
    async (request, reply) => {
      const own = parts()
      const principal = signedIn(request)
      const { userId } = principal
      const { every, ...asked } = request.body
      const wanted = await checkWanted(own, principal, asked)
      const row = await own.database.transaction<ExportsTables, ScheduleRow>(async (trx) => {
        await lockPerson(trx, userId)
        if ((await countSchedules(trx, userId)) >= MOST_SCHEDULES)
          throw new ProblemError(exportsErrors.EXPORTS_TOO_MANY, {
            detail: `You have ${MOST_SCHEDULES} schedules, which is the limit. Delete one.`,
          })
        return insertSchedule(trx, { ...wanted, userId, every, now: new Date(own.now()) })
      })
      own.database.afterCommit(own.wake)
      return reply.code(201).header('location', `/api/exports/schedules/${row.id}`).send(viewSchedule(row))
    },
  )
  app.delete(
    '/schedules/:id',
    {
      schema: {
        summary: 'Delete a schedule of exports',
        description: 'What it has made stays.',
        operationId: 'exportsDeleteSchedule',
        params: ScheduleId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const own = parts()
      const { userId } = signedIn(request)
      const { id } = request.params
      await own.database.transaction<ExportsTables, void>(async (trx) => {
        if (!(await deleteSchedule(trx, userId, id))) throw notFound()
        await own.notifications.resolve({ userId, key: `export:${id}` }, { trx })
      })
      return reply.code(204).send(null)
    },
  )
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/schedules',
    {
      schema: {
        summary: 'List your schedules of exports',
        description: 'The oldest first.',
        operationId: 'exportsListSchedules',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(ExportSchedule, 'ExportScheduleList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const { userId } = signedIn(request)
      const page = await listSchedules(tablesOf(parts()), { userId, limit, cursor })
      return { items: page.items.map(viewSchedule), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/schedules/:id',
    {
      schema: {
        summary: 'Get a schedule of exports',
        description: 'With the time of its next export.',
        operationId: 'exportsGetSchedule',
        params: ScheduleId,
        response: { 200: ExportSchedule },
      },
    },
    async (request) => {
      const row = await findSchedule(tablesOf(parts()), signedIn(request).userId, request.params.id)
      if (row === undefined) throw notFound()
      return viewSchedule(row)
    },
  )
}

function notFound(): ProblemError {
  return new ProblemError(exportsErrors.EXPORTS_SCHEDULE_NOT_FOUND, {
    detail: 'GET /api/exports/schedules lists yours.',
  })
}
