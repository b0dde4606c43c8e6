import { createHash } from 'node:crypto'
import { escapeXml, type S3Answer, s3Error, xmlAnswer } from './s3-answer.ts'

const SMALLEST_PART = 5 * 1024 * 1024

interface StoredObject {
  readonly body: Buffer
  readonly contentType: string
  readonly modifiedAt: string
}

interface Upload {
  readonly key: string
  readonly contentType: string
  readonly parts: Map<number, Buffer>
}

/** A request to a bucket, after its signature. */
export interface BucketRequest {
  readonly method: string
  /** Empty for the bucket itself. */
  readonly key: string
  readonly query: ReadonlyMap<string, string>
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface BucketOptions {
  readonly pageSize: number
  /** One vendor does. */
  readonly encodesSlash: boolean
  /** Without, keys are written as they are although the listing says that they are encoded. */
  readonly encodesKeys: boolean
  /** Parts of one upload have to have one length, as at Cloudflare R2. */
  readonly equalParts: boolean
  readonly now: () => number
}

/** One bucket in memory. */
export class Bucket {
  readonly objects = new Map<string, StoredObject>()
  readonly uploads = new Map<string, Upload>()
  readonly #options: BucketOptions
  #begun = 0

  constructor(options: BucketOptions) {
    this.#options = options
  }

  answer(request: BucketRequest): S3Answer {
    const { method, key, query } = request
    if (key === '') return method === 'GET' ? this.#answerBucket(query) : notAllowed
    if (new TextEncoder().encode(key).length > 1024) return s3Error(400, 'KeyTooLongError')
    const uploadId = query.get('uploadId')
    if (uploadId !== undefined) return this.#answerUpload(request, uploadId)
    if (method === 'POST' && query.has('uploads')) return this.#begin(request)
    if (method === 'PUT') return this.#put(request)
    if (method === 'GET') return this.#get(request)
    if (method !== 'DELETE') return notAllowed
    this.objects.delete(key)
    return { status: 204 }
  }

  #answerBucket(query: ReadonlyMap<string, string>): S3Answer {
    if (query.has('uploads')) return this.#listUploads(query.get('prefix') ?? '')
    return query.get('list-type') === '2' ? this.#list(query) : notAllowed
  }

  #listUploads(prefix: string): S3Answer {
    const uploads = [...this.uploads]
      .filter(([, { key }]) => key.startsWith(prefix))
      .map(([id, { key }]) => `<Upload><Key>${escapeXml(key)}</Key><UploadId>${id}</UploadId></Upload>`)
    return xmlAnswer(
      200,
      `<ListMultipartUploadsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${uploads.join('')}</ListMultipartUploadsResult>`,
    )
  }

  #put({ key, headers, body }: BucketRequest): S3Answer {
    this.#store(key, body, String(headers['content-type'] ?? 'binary/octet-stream'))
    return { status: 200, headers: { etag: etagOf(body) } }
  }

  #store(key: string, body: Buffer, contentType: string): void {
    this.objects.set(key, { body, contentType, modifiedAt: new Date(this.#options.now()).toISOString() })
  }

  #get({ key, headers }: BucketRequest): S3Answer {
    const found = this.objects.get(key)
    if (found === undefined) return s3Error(404, 'NoSuchKey', { Key: key })
    const { body, contentType } = found
    const common = { 'content-type': contentType, etag: etagOf(body) }
    const range = /^bytes=(\d+)-(\d+)$/.exec(String(headers['range'] ?? ''))
    if (range === null) return { status: 200, headers: common, body }
    const [start, last] = [Number(range[1]), Math.min(Number(range[2]), body.length - 1)]
    if (start >= body.length) return s3Error(416, 'InvalidRange', { ActualObjectSize: String(body.length) })
    const contentRange = `bytes ${start}-${last}/${body.length}`
    return {
      status: 206,
      headers: { ...common, 'content-range': contentRange },
      body: body.subarray(start, last + 1),
    }
  }

  #list(query: ReadonlyMap<string, string>): S3Answer {
    const prefix = query.get('prefix') ?? ''
    const after = query.get('continuation-token') ?? ''
    const keys = [...this.objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    const from = after === '' ? 0 : keys.findIndex((key) => tokenOf(key) === after) + 1
    const page = keys.slice(from, from + this.#options.pageSize)
    const isTruncated = from + page.length < keys.length
    const isEncoded = query.get('encoding-type') === 'url'
    const shown = (key: string) => (isEncoded ? this.#encoded(key) : key)
    const contents = page.map((key) => {
      const { body, modifiedAt } = this.objects.get(key) ?? { body: Buffer.alloc(0), modifiedAt: '' }
      return `<Contents><Key>${escapeXml(shown(key))}</Key><LastModified>${modifiedAt}</LastModified><ETag>${escapeXml(etagOf(body))}</ETag><Size>${body.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
    })
    const last = page.at(-1)
    return xmlAnswer(
      200,
      `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Prefix>${escapeXml(shown(prefix))}</Prefix>${
        isEncoded ? '<EncodingType>url</EncodingType>' : ''
      }<KeyCount>${page.length}</KeyCount><MaxKeys>${this.#options.pageSize}</MaxKeys><IsTruncated>${isTruncated}</IsTruncated>${
        isTruncated && last !== undefined
          ? `<NextContinuationToken>${escapeXml(tokenOf(last))}</NextContinuationToken>`
          : ''
      }${contents.join('')}</ListBucketResult>`,
    )
  }

  /** As a form encodes: a space is a plus sign, a plus sign `%2B`. */
  #encoded(key: string): string {
    if (!this.#options.encodesKeys) return key
    const encoded = encodeURIComponent(key).replaceAll('%20', '+')
    return this.#options.encodesSlash ? encoded : encoded.replaceAll('%2F', '/')
  }

  #begin({ key, headers }: BucketRequest): S3Answer {
    const uploadId = `upload-${++this.#begun}+/=`
    this.uploads.set(uploadId, { key, contentType: String(headers['content-type'] ?? ''), parts: new Map() })
    return xmlAnswer(
      200,
      `<InitiateMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Key>${escapeXml(key)}</Key><UploadId>${uploadId}</UploadId></InitiateMultipartUploadResult>`,
    )
  }

  #answerUpload({ method, key, query, body }: BucketRequest, uploadId: string): S3Answer {
    const upload = this.uploads.get(uploadId)
    if (upload?.key !== key) return s3Error(404, 'NoSuchUpload', { UploadId: uploadId })
    if (method === 'PUT') {
      const number = Number(query.get('partNumber'))
      if (!(number >= 1 && number <= 10_000)) return s3Error(400, 'InvalidArgument')
      upload.parts.set(number, body)
      return { status: 200, headers: { etag: etagOf(body) } }
    }
    if (method === 'DELETE') {
      this.uploads.delete(uploadId)
      return { status: 204 }
    }
    return method === 'POST' ? this.#complete(upload, uploadId, body.toString()) : notAllowed
  }

  #complete({ key, contentType, parts }: Upload, uploadId: string, xml: string): S3Answer {
    const listed = [...xml.matchAll(/<Part><PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag><\/Part>/g)]
    if (listed.length === 0) return s3Error(400, 'MalformedXML')
    const numbers = listed.map(([, number]) => Number(number))
    if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0)))
      return s3Error(400, 'InvalidPartOrder')
    const bodies = listed.map(([, number, etag]) => {
      const part = parts.get(Number(number))
      return part !== undefined && etagOf(part) === etag?.replaceAll('&quot;', '"') ? part : undefined
    })
    const found = bodies.filter((body) => body !== undefined)
    if (found.length < bodies.length) return s3Error(400, 'InvalidPart')
    const allButLast = found.slice(0, -1)
    if (allButLast.some(({ length }) => length < SMALLEST_PART)) return s3Error(400, 'EntityTooSmall')
    if (this.#options.equalParts && allButLast.some(({ length }) => length !== found[0]?.length))
      return s3Error(400, 'InvalidPart')
    this.#store(key, Buffer.concat(found), contentType)
    this.uploads.delete(uploadId)
    return xmlAnswer(
      200,
      `<CompleteMultipartUploadResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Key>${escapeXml(key)}</Key><ETag>&quot;x-${found.length}&quot;</ETag></CompleteMultipartUploadResult>`,
    )
  }
}

const notAllowed = s3Error(405, 'MethodNotAllowed')

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}

/** Like real ones, with characters that an address has to encode. */
function tokenOf(key: string): string {
  return `${Buffer.from(key).toString('base64')}+/=`
}
