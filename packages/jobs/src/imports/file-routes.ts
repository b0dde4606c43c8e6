import {
  describeBody,
  describeProblem,
  located,
  onClosed,
  outsideUnit,
  type PluginApp,
  ProblemError,
  signedIn,
  unknownValue,
} from '@tributary/core'
import {
  checkImportOptions,
  ImportJob,
  JOB_LOCATION,
  overLimit,
  readUploadForm,
  refuseByLength,
  tooLarge,
} from '@tributary/integration-host'
import { readFileSample } from '@tributary/integration-kit/host'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { fileOf } from '../engine/open-upload.ts'
import { jobsErrors } from '../jobs-errors.ts'
import type { JobsTables } from '../tables.ts'
import { deleteUpload, findWaitingUpload, type WaitingUpload } from '../upload-store.ts'
import { isOfStorage, storageUnavailable } from '../uploads/upload-storage.ts'
import { EXAMPLE_UPLOAD_ID, ImportPreview, ImportRequest, RecognisedUpload } from './import-schemas.ts'
import type { ImportsRoutesContext } from './imports-routes.ts'
import { previewImport } from './preview-import.ts'
import { describeAccepted, type FileIntegration, importers, recogniseUpload } from './recognise-upload.ts'

const TooLarge = describeProblem(
  'The file is larger than any integration accepts: `INTEGRATION_FILE_TOO_LARGE`.',
)
const NoRoom = describeProblem('Not enough disk space for the file on the server: `JOBS_UPLOAD_NO_ROOM`.')
const Gone = describeProblem(
  'The file is not stored any more, or its import has already begun: `JOBS_UPLOAD_GONE`.',
)

/** `POST /api/imports/recognise`: stores a file and finds the integrations that can read it. */
export function recogniseRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.post(
    '/recognise',
    {
      config: { cost: 'upload', creates: true },
      schema: {
        summary: 'Upload a file and recognise it',
        description:
          'Upload one file as the multipart field `file`. It is recognised by its content, and kept for a day for `POST /api/imports/preview` and `POST /api/imports`; meanwhile it counts towards your stored files. A file that no integration can read is deleted at once.',
        operationId: 'importsRecogniseFile',
        consumes: ['multipart/form-data'],
        body: Type.Object({
          file: Type.Unsafe<string>({ type: 'string', format: 'binary', description: 'The file.' }),
        }),
        response: {
          200: { ...RecognisedUpload, description: 'The file, and what can read it.' },
          413: TooLarge,
          429: overLimit(
            'Too many waiting jobs (`JOBS_QUEUE_FULL`), too many stored files (`JOBS_UPLOADS_FULL`), or too many concurrent uploads (`KERNEL_RATE_LIMITED`).',
          ),
          507: NoRoom,
        },
      },
      // The body is read as a stream below; what stands above documents it.
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const integrations = importers(context.definitions())
      const maxBytes = Math.max(0, ...integrations.map(({ files }) => files.maxBytes))
      refuseByLength(request, maxBytes)
      const { userId } = signedIn(request)
      const service = context.imports()
      const form = await outsideUnit(() => readUploadForm(request, { service, maxBytes, userId }))
      if (await describeBody(request, reply, form.digest)) return reply
      const { uploadId } = form
      try {
        return await outsideUnit(() => describeUpload(context, request, { userId, uploadId, integrations }))
      } catch (error) {
        await outsideUnit(() => service.discard(uploadId))
        throw error
      }
    },
  )
}

async function describeUpload(
  context: ImportsRoutesContext,
  request: FastifyRequest,
  asked: {
    readonly userId: string
    readonly uploadId: string
    readonly integrations: readonly FileIntegration[]
  },
): Promise<Static<typeof RecognisedUpload>> {
  const { integrations } = asked
  const upload = await waitingUpload(context, asked)
  const db = () => context.database().tables<JobsTables>()
  const sample = await readFileSample(fileOf({ db, storage: context.storage }, upload)).catch(
    (error: unknown) => {
      throw isOfStorage(error)
        ? storageUnavailable('The storage of uploaded files is unavailable.', error)
        : error
    },
  )
  const candidates = await recogniseUpload(integrations, sample, request.log)
  const { id, filename, size: bytes, expiresAt } = upload
  if (candidates.length > 0)
    return {
      uploadId: id,
      filename,
      bytes,
      expiresAt: expiresAt.toISOString(),
      candidates: [...candidates],
      message: null,
    }
  await deleteUpload(context.database().tables<JobsTables>(), id)
  const message = describeAccepted(integrations)
  return { uploadId: null, filename, bytes, expiresAt: null, candidates: [], message }
}

/** `POST /api/imports/preview`: what an import would do. */
export function previewRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.post(
    '/preview',
    {
      config: { cost: 'expensive' },
      schema: {
        summary: 'Preview an import',
        description: [
          'Reads the file as the import will, compares its records with the stored ones, and stores nothing. The counts are those of the import, unless something else delivers the same records before it.',
          'Comparing takes 10 seconds at most, about 100,000 records; further ones are read and checked for 30 seconds more and counted in `notComparedCount`. `isComplete` says whether the file was read to its end.',
          'Where a choice is open, such as the order of the dates, `problem.resolvedBy` names the option and the values that the file allows: preview again with one of them.',
        ].join('\n\n'),
        operationId: 'importsPreviewImport',
        body: ImportRequest,
        response: {
          200: { ...ImportPreview, description: 'What the import would do.' },
          409: Gone,
        },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      const { definition, upload, options } = await readRequest(context, request)
      const { signal } = abortedWith(reply)
      const whose = { userId, integration: definition.name }
      const connection = (await context.connectionAccess()?.settingsOf(whose)) ?? {}
      const { database, sinkOf, limits, storage } = context
      const preview = await previewImport(
        { database: database(), storage, sinkOf, now: () => performance.now() },
        { userId, definition, upload, options, connection, signal, logger: request.log, limits },
      )
      return { uploadId: upload.id, integration: definition.name, ...preview }
    },
  )
}

/** `POST /api/imports`: imports an uploaded file. */
export function submitRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.post(
    '/',
    {
      schema: {
        summary: 'Import an uploaded file',
        description:
          'The file is imported in the background: follow `Location` to the job. The job is the same as that of `POST /api/<integration>/import`, and its id is also that of the import in `GET /api/imports`.',
        operationId: 'importsImportFile',
        body: ImportRequest,
        response: {
          202: located(ImportJob, { description: 'The import is queued.', location: JOB_LOCATION }),
          409: Gone,
          429: overLimit('Too many waiting jobs: `JOBS_QUEUE_FULL`.'),
        },
      },
    },
    async (request, reply) => {
      const { definition, upload, options } = await readRequest(context, request)
      const { userId } = signedIn(request)
      const { name: integration } = definition
      const job = await context.imports().submit({ userId, integration, uploadId: upload.id, options })
      return reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
    },
  )
}

/** `DELETE /api/imports/uploads/{id}/file`: discards an uploaded file. */
export function discardRoute(app: PluginApp, context: ImportsRoutesContext): void {
  app.delete(
    // Not `/uploads/:id`: OpenAPI calls that ambiguous beside `/:id/undo`.
    '/uploads/:id/file',
    {
      schema: {
        summary: 'Delete an uploaded file',
        description:
          'For a file that is not to be imported. The file of an import is deleted with `DELETE /api/jobs/{id}/file`.',
        operationId: 'importsDeleteUpload',
        params: Type.Object({
          id: Type.String({
            format: 'uuid',
            description: 'As `POST /api/imports/recognise` returned it.',
            examples: [EXAMPLE_UPLOAD_ID],
          }),
        }),
        response: { 204: Type.Null({ description: 'The file is deleted.' }) },
      },
    },
    async (request, reply) => {
      const { userId } = signedIn(request)
      await context.database().transaction<JobsTables, void>(async (trx) => {
        const whose = { userId, uploadId: request.params.id }
        if ((await findWaitingUpload(trx, whose, { lock: true })) === undefined)
          throw new ProblemError(jobsErrors.JOBS_UPLOAD_NOT_FOUND, {
            detail: 'It was deleted, has expired, or its import has begun.',
          })
        await deleteUpload(trx, whose.uploadId)
      })
      return reply.code(204).send(null)
    },
  )
}

interface ReadRequest {
  readonly definition: FileIntegration
  readonly upload: WaitingUpload
  readonly options: Readonly<Record<string, unknown>>
}

async function readRequest(
  context: ImportsRoutesContext,
  request: FastifyRequest & { body: Static<typeof ImportRequest> },
): Promise<ReadRequest> {
  const { uploadId, integration, options = {} } = request.body
  const known = importers(context.definitions())
  const definition = known.find(({ name }) => name === integration)
  if (definition === undefined) {
    const names = known.map(({ name }) => name)
    throw unknownValue({ parameter: 'integration', value: integration, known: names, in: 'body' })
  }
  const { files } = definition
  const checked = checkImportOptions(files.options, options as Readonly<Record<string, unknown>>)
  const upload = await waitingUpload(context, { userId: signedIn(request).userId, uploadId })
  if (upload.size > files.maxBytes) throw tooLarge(files.maxBytes)
  return { definition, upload, options: checked }
}

async function waitingUpload(
  { database }: ImportsRoutesContext,
  { userId, uploadId }: { readonly userId: string; readonly uploadId: string },
): Promise<WaitingUpload> {
  const upload = await findWaitingUpload(database().tables<JobsTables>(), { userId, uploadId })
  if (upload !== undefined) return upload
  throw new ProblemError(jobsErrors.JOBS_UPLOAD_GONE, {
    detail: 'The file is not stored any more, or its import has already begun. Upload it again.',
  })
}

/** Aborts when the client is gone. */
function abortedWith(reply: FastifyReply): AbortController {
  const controller = new AbortController()
  onClosed(reply.raw, () => controller.abort(new Error('the client is gone')))
  return controller
}
