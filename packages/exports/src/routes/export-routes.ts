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
  countUnfinished,
  deleteExport,
  findExport,
  insertExport,
  listExports,
  lockPerson,
} from '../export-store.ts'
import { EXAMPLE_STORAGE, KeptExport, viewExport } from '../export-view.ts'
import { exportsErrors } from '../exports-errors.ts'
import { notificationKey } from '../notification-key.ts'
import { tablesOf } from '../parts.ts'
import type { ExportRow, ExportsTables } from '../tables.ts'
import { checkWanted, ExportId, found, type PartsOf, wantedMembers } from './route-context.ts'

/** Of one person. */
const MOST_UNFINISHED = 20

const NewExport = Type.Object(wantedMembers, {
  title: 'NewExport',
  examples: [{ contents: 'library', format: 'jsonl', storage: EXAMPLE_STORAGE }],
})

/** `/api/exports` */
export function exportRoutes(app: PluginApp, parts: PartsOf): void {
  readRoutes(app, parts)
  app.post(
    '/',
    {
      schema: {
        summary: 'Make an export',
        description: `Queued, and made by a worker: \`GET /api/exports/{id}\` shows its progress. At most ${MOST_UNFINISHED} at a time. An API key also needs a scope that reads the contents.`,
        operationId: 'exportsCreate',
        body: NewExport,
        response: {
          202: located(KeptExport, {
            description: 'The export is queued.',
            location: '`/api/exports/<id>`: the export.',
          }),
        },
      },
    },
    async (request, reply) => {
      const own = parts()
      const principal = signedIn(request)
      const { userId } = principal
      const wanted = await checkWanted(own, principal, request.body)
      const row = await own.database.transaction<ExportsTables, ExportRow>(async (trx) => {
        await lockPerson(trx, userId)
        if ((await countUnfinished(trx, userId)) >= MOST_UNFINISHED)
          throw new ProblemError(exportsErrors.EXPORTS_TOO_MANY, {
            detail: `You have ${MOST_UNFINISHED} exports that are not made yet. Wait for them, or delete some.`,
          })
        return insertExport(trx, { ...wanted, userId, now: new Date(own.now()) })
      })
      own.database.afterCommit(own.wake)
      return reply
        .code(202)
        .header('location', `/api/exports/${row.id}`)
        .send(viewExport(row, await own.settings()))
    },
  )
  app.delete(
    '/:id',
    {
      schema: {
        summary: 'Delete an export',
        description:
          'With its object in the storage, or once the storage is available. One that is being made is given up.',
        operationId: 'exportsDelete',
        params: ExportId,
        response: { 204: Type.Null({ description: 'Deleted.' }) },
      },
    },
    async (request, reply) => {
      const own = parts()
      const { userId } = signedIn(request)
      const row = found(await findExport(tablesOf(own), userId, request.params.id))
      await own.database.transaction<ExportsTables, void>(async (trx) => {
        await deleteExport(trx, userId, row.id)
        await own.notifications.resolve({ userId, key: notificationKey(row) }, { trx })
      })
      own.database.afterCommit(own.wake)
      return reply.code(204).send(null)
    },
  )
}

function readRoutes(app: PluginApp, parts: PartsOf): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List your exports',
        description:
          'Those that are kept in a storage, with those that wait or have failed; the newest first.',
        operationId: 'exportsList',
        querystring: Type.Object(pageParameters),
        response: { 200: listOf(KeptExport, 'KeptExportList') },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor } = request.query
      const page = await listExports(tablesOf(parts()), { userId: signedIn(request).userId, limit, cursor })
      const settings = await parts().settings()
      return { items: page.items.map((row) => viewExport(row, settings)), nextCursor: page.nextCursor }
    },
  )
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Get an export',
        description: 'Its state and progress.',
        operationId: 'exportsGet',
        params: ExportId,
        response: { 200: KeptExport },
      },
    },
    async (request) => {
      const row = found(await findExport(tablesOf(parts()), signedIn(request).userId, request.params.id))
      return viewExport(row, await parts().settings())
    },
  )
}
