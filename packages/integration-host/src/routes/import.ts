import { createHash, type Hash } from 'node:crypto'
import multipart, { type Multipart } from '@fastify/multipart'
import {
  describeBody,
  describeProblem,
  located,
  outsideUnit,
  type PluginApp,
  ProblemError,
  signedIn,
  wasAnswered,
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

interface ImportRoute {
  readonly definition: IntegrationDefinition
  readonly files: FileImport
  readonly importService: () => Imports
}

/** Room for the multipart frame and the option fields around a file of the largest size. */
const FRAME_BYTES = 64 * 1024

const NoRoom = describeProblem('Not enough disk space for the file on the server: `JOBS_UPLOAD_NO_ROOM`.')

/** `POST /api/<name>/import`: an upload becomes an import job. */
export async function importRoute(
  app: PluginApp,
  { definition, files, importService }: ImportRoute,
): Promise<void> {
  // The service counts the file's bytes and says so in our words; the parser's own limit only has to lie above it.
  await app.register(multipart, {
    limits: {
      files: 1,
      fields: 50,
      parts: 51,
      fieldSize: 16 * 1024,
      headerPairs: 50,
      fileSize: files.maxBytes + FRAME_BYTES,
    },
  })
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
      refuseByLength(request, files)
      refuseQuery(request)
      const service = importService()
      // What is received belongs to no answer yet: it is committed as it comes, and deleted if no job is made of it.
      const { uploadId, fields, digest } = await outsideUnit(() =>
        readParts(request, { service, files, userId }),
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

/** Says no before the first byte is stored, where the sender says how much there will be. */
function refuseByLength(request: FastifyRequest, files: FileImport): void {
  if (announcedBytes(request) > files.maxBytes + FRAME_BYTES) throw tooLarge(files.maxBytes)
}

/** Of the whole form, which is little more than the file; 0 where the sender does not say. */
function announcedBytes(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0)
}

/** Options are fields of the form; in the address they would be left out, and the file read otherwise than was asked for. */
function refuseQuery({ query }: FastifyRequest): void {
  const [name] = Object.keys(query as object)
  if (name === undefined) return
  throw new ProblemError(integrationErrors.INTEGRATION_BAD_OPTION, {
    detail: `"${name}" is in the query string. Options are fields of the form, like the file.`,
  })
}

async function readParts(
  request: FastifyRequest,
  { service, files, userId }: { service: Imports; files: FileImport; userId: string },
): Promise<{ uploadId: string; fields: Map<string, string>; digest: string }> {
  if (!request.isMultipart()) throw noFile('Send the file as multipart/form-data, in a field named "file".')
  const fields = new Map<string, string>()
  const isKeyed = request.headers['idempotency-key'] !== undefined
  const hash = createHash('sha256')
  let uploadId: string | undefined
  try {
    for await (const part of partsOf(request)) {
      if (part.type === 'field') {
        fields.set(part.fieldname, String(part.value))
      } else if (part.fieldname === 'file' && uploadId === undefined) {
        const { mimetype: contentType } = part
        const content = isKeyed ? hashing(part.file, hash) : part.file
        // Typed as always there; a sender may leave it out.
        const filename = (part.filename as string | undefined) ?? ''
        hash.update(`${JSON.stringify(filename)}\n`)
        const { maxBytes } = files
        const bytes = announcedBytes(request)
        uploadId = wasAnswered(request)
          ? await readAway(content)
          : await service.receive({ userId, filename, contentType, content, maxBytes, bytes })
      } else {
        part.file.resume()
        throw noFile(`The file belongs in a field named "file", not "${part.fieldname}".`)
      }
    }
  } catch (error) {
    if (uploadId !== undefined && uploadId !== NOT_STORED) await service.discard(uploadId)
    throw error
  }
  if (uploadId === undefined) throw noFile('The form has no field "file" with a file in it.')
  const named = [...fields].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return { uploadId, fields, digest: hash.update(`\n${JSON.stringify(named)}`).digest('base64url') }
}

/** Of a file that is sent again with the `Idempotency-Key` of an import: only its digest is needed. */
const NOT_STORED = ''

async function readAway(content: AsyncIterable<Uint8Array>): Promise<string> {
  const source = content[Symbol.asyncIterator]()
  while ((await source.next()).done !== true);
  return NOT_STORED
}

async function* hashing(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    hash.update(chunk)
    yield chunk
  }
}

/** The parts of the form. Whatever the parser throws is reported as a fault of the request. */
async function* partsOf(request: FastifyRequest): AsyncGenerator<Multipart> {
  try {
    yield* request.parts()
  } catch (error) {
    // Its limits come with a status of their own.
    if (error instanceof Error && 'statusCode' in error) throw error
    throw new ProblemError(integrationErrors.INTEGRATION_UPLOAD_BROKEN, {
      detail: 'The form is incomplete. Send it again as multipart/form-data.',
      cause: error,
    })
  }
}

function documentedBody(options: TObject | undefined): TObject {
  const fields: TProperties = options === undefined ? {} : options.properties
  return Type.Object({
    file: Type.Unsafe<string>({ type: 'string', format: 'binary', description: 'The file.' }),
    ...fields,
  })
}

function noFile(detail: string): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_NO_FILE, { detail })
}

/** The problem of a file over the limit. */
export function tooLarge(maxBytes: number): ProblemError {
  return new ProblemError(integrationErrors.INTEGRATION_FILE_TOO_LARGE, {
    detail: `The file is larger than ${inMebibytes(maxBytes)}. Split it, or ask the administrator for the command line import.`,
    extensions: { maxBytes },
  })
}

function inMebibytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`
}
