import { createHash, type Hash } from 'node:crypto'
import multipart, { type Multipart } from '@fastify/multipart'
import { type PluginApp, ProblemError, wasAnswered } from '@tributary/core'
import type { FastifyRequest } from 'fastify'
import type { Imports } from '../import-service.ts'
import { integrationErrors } from '../integration-errors.ts'

/** Room for the multipart frame and the option fields around a file of the largest size. */
const FRAME_BYTES = 64 * 1024

/** A form that was read, with its file stored. */
export interface UploadForm {
  /** Empty for a repeated request whose answer is known. */
  readonly uploadId: string
  readonly fields: ReadonlyMap<string, string>
  readonly digest: string
}

/** Lets the routes of a plugin read forms with one file. */
export async function acceptForms(app: PluginApp, maxBytes: number): Promise<void> {
  // The service counts the file's bytes and says so in our words; the parser's own limit only has to lie above it.
  await app.register(multipart, {
    limits: {
      files: 1,
      fields: 50,
      parts: 51,
      fieldSize: 16 * 1024,
      headerPairs: 50,
      fileSize: maxBytes + FRAME_BYTES,
    },
  })
}

/** Says no before the first byte is stored, where the sender says how much there will be. */
export function refuseByLength(request: FastifyRequest, maxBytes: number): void {
  if (announcedBytes(request) > maxBytes + FRAME_BYTES) throw tooLarge(maxBytes)
}

/** Of the whole form, which is little more than the file; 0 where the sender does not say. */
function announcedBytes(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0)
}

/** Reads a form and stores its file. The digest is of everything in it, for requests with an `Idempotency-Key`. */
export async function readUploadForm(
  request: FastifyRequest,
  {
    service,
    maxBytes,
    userId,
  }: { service: Pick<Imports, 'receive' | 'discard'>; maxBytes: number; userId: string },
): Promise<UploadForm> {
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

export function inMebibytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 10) / 10} MiB`
}
