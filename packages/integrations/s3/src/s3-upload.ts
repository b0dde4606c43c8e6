import { IntegrationError } from '@tributary/integration-kit'
import { inParts, ofLength, type WriteOptions } from '@tributary/integration-kit/providers'
import type { S3Send } from './s3-client.ts'
import { refusalOf } from './s3-errors.ts'
import { escapeXml, readXml, textIn } from './s3-xml.ts'

/** Parts may be from 5 MiB, all of one length where a service asks for that; one is in memory at a time. */
const PART_BYTES = 8 * 1024 * 1024
const MOST_PARTS = 10_000

interface Target {
  readonly send: S3Send
  readonly key: string
  readonly options: WriteOptions
}

/** Writes in one request, or in parts if it is longer than one: nothing is visible before the last request. */
export async function writeObject(target: Target, contents: ReadableStream<Uint8Array>): Promise<void> {
  const { send, key, options } = target
  const { bytes, contentType = 'application/octet-stream' } = options
  const size = Math.max(PART_BYTES, Math.ceil((bytes ?? 0) / MOST_PARTS))
  const parts = inParts(ofLength(contents, bytes), size)
  const first = await parts.next()
  const body = first.value ?? EMPTY
  const headers = { 'content-type': contentType }
  if (body.length < size) {
    await parts.return(undefined)
    await send({ method: 'PUT', key, headers, body })
    return
  }
  const uploadId = await begin(target, headers)
  try {
    await complete(target, uploadId, [
      await put(target, uploadId, { number: 1, body }),
      ...(await putAll(target, uploadId, parts)),
    ])
  } catch (error) {
    // The parts cost until they are deleted. What fails here is left to a rule of the bucket.
    await send({ method: 'DELETE', key, query: { uploadId } }).catch(() => {})
    throw error
  } finally {
    await parts.return(undefined)
  }
}

const EMPTY = new Uint8Array()

/**
 * Ends uploads in parts of an object whose process was killed: their parts cost, and no listing of objects shows them. A user that may not
 * list them (`s3:ListBucketMultipartUploads`) leaves them to a rule of the bucket.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html
 */
export async function abortUploads(send: S3Send, key: string): Promise<void> {
  try {
    const answer = await send({ method: 'GET', query: { uploads: '', prefix: key } })
    const uploads = (answer && (await readXml(answer))?.members['Upload']) ?? []
    for (const upload of uploads as readonly Record<string, unknown>[]) {
      const uploadId = textIn(upload, 'UploadId')
      if (textIn(upload, 'Key') !== key || uploadId === undefined) continue
      await (await send({ method: 'DELETE', key, query: { uploadId } }))?.body?.cancel()
    }
  } catch {
    // The object itself is deleted.
  }
}

async function begin({ send, key }: Target, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await send({ method: 'POST', key, query: { uploads: '' }, headers })
  const uploadId = answer && textIn((await readXml(answer))?.members, 'UploadId')
  if (uploadId !== undefined) return uploadId
  throw new IntegrationError('upstream', 'The service began no upload in parts.')
}

interface Part {
  readonly number: number
  readonly etag: string
}

async function put(
  { send, key }: Target,
  uploadId: string,
  { number, body }: { readonly number: number; readonly body: Uint8Array<ArrayBuffer> },
): Promise<Part> {
  const query = { partNumber: String(number), uploadId }
  const answer = await send({ method: 'PUT', key, query, body })
  await answer?.body?.cancel()
  const etag = answer?.headers.get('etag')
  if (etag === undefined || etag === null)
    throw new IntegrationError('upstream', 'The service confirmed no part of the upload.')
  return { number, etag }
}

/** One after the other: memory is one part. */
async function putAll(
  target: Target,
  uploadId: string,
  parts: AsyncIterable<Uint8Array<ArrayBuffer>>,
): Promise<readonly Part[]> {
  const done: Part[] = []
  for await (const body of parts) {
    const number = done.length + 2
    if (number > MOST_PARTS) throw new IntegrationError('invalid_data', 'The object is too long.')
    done.push(await put(target, uploadId, { number, body }))
  }
  return done
}

/** Its answer begins with 200 before the service is done: an error may follow in the body. */
async function complete({ send, key }: Target, uploadId: string, parts: readonly Part[]): Promise<void> {
  const list = parts.map(
    ({ number, etag }) => `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`,
  )
  const answer = await send({
    method: 'POST',
    key,
    query: { uploadId },
    headers: { 'content-type': 'application/xml' },
    body: `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`,
  })
  const document = answer && (await readXml(answer))
  if (answer !== undefined && document?.root !== 'CompleteMultipartUploadResult')
    throw refusalOf(answer, document).error
}
