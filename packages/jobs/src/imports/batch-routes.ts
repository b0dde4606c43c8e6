import {
  listOf,
  outsideUnit,
  type PluginApp,
  ProblemError,
  pageParameters,
  signedIn,
  unknownValue,
} from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { listIntegrations } from '../job-list-store.ts'
import { jobsErrors } from '../jobs-errors.ts'
import type { JobRow, JobsTables } from '../tables.ts'
import { findBatch, listBatches } from './batch-store.ts'
import { EXAMPLE_IMPORT_ID, ImportBatch, obstacleOf, viewBatch } from './batch-view.ts'
import type { ImportsRoutesContext } from './imports-routes.ts'
import { undoImport } from './undo-import.ts'

const ImportId = Type.Object({
  id: Type.String({ format: 'uuid', description: 'The id of the import.', examples: [EXAMPLE_IMPORT_ID] }),
})

/** `GET /api/imports` and each of them, and undoing one. */
export function batchRoutes(app: PluginApp, context: ImportsRoutesContext): void {
  listRoute(app, context)
  readRoute(app, context)
  undoRoute(app, context)
}

function listRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.get(
    '/',
    {
      schema: {
        summary: 'List your imports of files',
        description: 'The newest first, also those of the command line.',
        operationId: 'importsListImports',
        querystring: Type.Object({
          integration: Type.Optional(
            Type.String({ maxLength: 100, description: 'Only of this integration: `netflix`.' }),
          ),
          ...pageParameters,
        }),
        response: {
          200: { ...listOf(ImportBatch, 'ImportBatchList'), description: 'A page of your imports.' },
        },
      },
    },
    async (request) => {
      const { limit = 50, integration, cursor } = request.query
      const { userId } = signedIn(request)
      const db = context.database().tables<JobsTables>()
      if (integration !== undefined) await checkIntegration(context, userId, integration)
      const { items, nextCursor } = await listBatches(db, { userId, integration, cursor, limit })
      return { items: items.map((row) => viewBatch(row, context)), nextCursor }
    },
  )
}

function readRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.get(
    '/:id',
    {
      schema: {
        summary: 'Read an import of a file',
        description: 'Its result, and whether it can be undone. Its progress: `GET /api/jobs/{id}`.',
        operationId: 'importsGetImport',
        params: ImportId,
        response: { 200: ImportBatch },
      },
    },
    async (request) => viewBatch(await batchOf(request, context), context),
  )
}

function undoRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.post(
    '/:id/undo',
    {
      config: { creates: true },
      schema: {
        summary: 'Undo an import of a file',
        description: [
          'Deletes the records that only this import has delivered. Records that another import or a connection has delivered as well are kept, and only lose this delivery.',
          'A kept record that this import changed keeps the contents of this import: earlier contents are not stored. The rejected records and the file of the import are deleted, and the counts of its job are 0 afterwards.',
          'An import that waits or runs is cancelled first. Undoing an import again changes nothing and returns the same; an interrupted undo is continued. The file can be imported again afterwards.',
          'Imports of demo data are refused with `JOBS_NOT_UNDOABLE`: `DELETE /api/demo` removes it as a whole.',
        ].join('\n\n'),
        operationId: 'importsUndoImport',
        params: ImportId,
        response: { 200: ImportBatch },
      },
    },
    async (request) => {
      const batch = await batchOf(request, context)
      if (batch.undone_at !== null) return viewBatch(batch, context)
      const obstacle = obstacleOf(batch, context)
      if (obstacle !== undefined) throw new ProblemError(jobsErrors.JOBS_NOT_UNDOABLE, { detail: obstacle })
      // Step by step, each committed: also for a request with a key.
      await outsideUnit(() => undoImport(context.database(), context.sinks(), batch))
      return viewBatch(await outsideUnit(() => batchOf(request, context)), context)
    },
  )
}

async function checkIntegration(
  { database, definitions }: ImportsRoutesContext,
  userId: string,
  integration: string,
): Promise<void> {
  const running = definitions().map(({ name }) => name)
  if (running.includes(integration)) return
  const past = await listIntegrations(database().tables<JobsTables>(), userId)
  const known = [...new Set([...running, ...past])]
  if (!known.includes(integration))
    throw unknownValue({ parameter: 'integration', value: integration, known })
}

/** The user's own import. */
async function batchOf(
  request: FastifyRequest & { params: { id: string } },
  context: ImportsRoutesContext,
): Promise<JobRow> {
  const { userId } = signedIn(request)
  const batch = await findBatch(context.database().tables<JobsTables>(), userId, request.params.id)
  if (batch === undefined)
    throw new ProblemError(jobsErrors.JOBS_IMPORT_NOT_FOUND, {
      detail: 'GET /api/imports lists your imports.',
    })
  return batch
}
