import {
  describeBody,
  describeProblem,
  located,
  outsideUnit,
  type PluginApp,
  ProblemError,
  signedIn,
} from '@tributary/core'
import type { FileImport, IntegrationDefinition } from '@tributary/integration-kit/host'
import type { FastifyRequest } from 'fastify'
import { type TObject, type TProperties, Type } from 'typebox'
import { ImportJob, JOB_LOCATION } from '../import-job.ts'
import { readImportOptions } from '../import-options.ts'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'
import { overLimit } from '../over-limit.ts'
import { camelCase } from './camel-case.ts'
import { acceptForms, inMebibytes, readUploadForm, refuseByLength } from './upload-form.ts'

interface ImportRoute {
  readonly definition: IntegrationDefinition
  readonly files: FileImport
  readonly importService: () => Imports
}

const NoRoom = describeProblem('Not enough disk space for the file on the server: `JOBS_UPLOAD_NO_ROOM`.')

/** `POST /api/<name>/import`: an upload becomes an import job. */
export async function importRoute(
  app: PluginApp,
  { definition, files, importService }: ImportRoute,
): Promise<void> {
  await acceptForms(app, files.maxBytes)
  app.post(
    '/import',
    {
      config: { cost: 'upload' },
      schema: {
        summary: `Import a file from ${definition.displayName}`,
        description: [
          `Upload one file as the multipart field \`file\` (${files.accept.join(', ')}, at most ${inMebibytes(files.maxBytes)}).`,
          'It is imported in the background: follow `Location` to the job. Importing a file again, or a longer one, adds only new records.',
          ...files.howTo.map((step, index) => `${index + 1}. ${step}`),
        ].join('\n\n'),
        operationId: `${camelCase(definition.name)}ImportFile`,
        consumes: ['multipart/form-data'],
        body: documentedBody(files.options),
        response: {
          202: located(ImportJob, { description: 'The import is queued.', location: JOB_LOCATION }),
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
      const { userId } = signedIn(request)
      refuseByLength(request, files.maxBytes)
      refuseQuery(request)
      const service = importService()
      // What is received belongs to no answer yet: it is committed as it comes, and deleted if no job is made of it.
      const { uploadId, fields, digest } = await outsideUnit(() =>
        readUploadForm(request, { service, maxBytes: files.maxBytes, userId }),
      )
      if (await describeBody(request, reply, digest)) return reply
      try {
        const options = readImportOptions(files.options, fields)
        const job = await service.submit({ userId, integration: definition.name, uploadId, options })
        return await reply.code(202).header('location', `/api/jobs/${job.id}`).send(job)
      } catch (error) {
        await outsideUnit(() => service.discard(uploadId))
        throw error
      }
    },
  )
}

/** Options are fields of the form; in the address they would be left out, and the file read otherwise than was asked for. */
function refuseQuery({ query }: FastifyRequest): void {
  const [name] = Object.keys(query as object)
  if (name === undefined) return
  throw new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, {
    detail: `"${name}" is in the query string. Options are fields of the form, like the file.`,
  })
}

function documentedBody(options: TObject | undefined): TObject {
  const fields: TProperties = options === undefined ? {} : options.properties
  return Type.Object({
    file: Type.Unsafe<string>({ type: 'string', format: 'binary', description: 'The file.' }),
    ...fields,
  })
}
