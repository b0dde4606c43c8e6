import { IntegrationError } from '@tributary/integration-kit'
import { checkObjectKey, type ObjectStorage, type StoredObject } from '@tributary/integration-kit/providers'
import { decodeListed } from './s3-address.ts'
import type { S3Send } from './s3-client.ts'
import { abortUploads, writeObject } from './s3-upload.ts'
import { readXml, textIn } from './s3-xml.ts'

/** Objects below a prefix of a bucket. */
export function openS3Storage(send: S3Send, prefix: string | undefined): ObjectStorage {
  const base = prefix === undefined ? '' : `${prefix}/`
  const full = (key: string) => {
    checkObjectKey(key)
    checkObjectKey(base + key)
    return base + key
  }
  return {
    async write(key, contents, options = {}) {
      await writeObject({ send, key: full(key), options }, contents)
    },
    async read(key, range) {
      // An empty range cannot be asked for.
      const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` }
      const answer = await send({ method: 'GET', key: full(key), headers, accept: 'NoSuchKey' })
      if (answer === undefined) return undefined
      if (range !== undefined && answer.status === 200 && range.start > 0)
        throw new IntegrationError('upstream', 'The service does not read ranges of objects.')
      return answer.body ?? new Blob([]).stream()
    },
    async delete(key) {
      const answer = await send({ method: 'DELETE', key: full(key), accept: 'NoSuchKey' })
      await answer?.body?.cancel()
      await abortUploads(send, full(key))
    },
    list: (within = '') => listObjects(send, base, base + within),
  }
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
async function* listObjects(send: S3Send, base: string, prefix: string): AsyncGenerator<StoredObject> {
  let token: string | undefined
  do {
    const next = token === undefined ? {} : { 'continuation-token': token }
    // Without the encoding, XML cannot say control characters that other programs' keys have.
    const query = { 'list-type': '2', 'encoding-type': 'url', prefix, ...next }
    const answer = await send({ method: 'GET', query })
    const document = answer && (await readXml(answer))
    if (document?.root !== 'ListBucketResult')
      throw new IntegrationError('upstream', 'The service sent no listing of the bucket.')
    const { members } = document
    const isEncoded = textIn(members, 'EncodingType') === 'url'
    for (const entry of (members['Contents'] ?? []) as readonly Record<string, unknown>[]) {
      const listed = textIn(entry, 'Key') ?? ''
      const full = isEncoded ? decodeListed(listed) : listed
      if (full === undefined)
        throw new IntegrationError('upstream', 'The service sent a key that is not encoded as it says.')
      const key = full.slice(base.length)
      // Consoles make folders of empty objects whose key ends with a slash.
      if (key === '' || key.endsWith('/')) continue
      const modifiedAt = textIn(entry, 'LastModified')
      yield { key, bytes: Number(textIn(entry, 'Size')), ...(modifiedAt === undefined ? {} : { modifiedAt }) }
    }
    const isTruncated = textIn(members, 'IsTruncated') === 'true'
    const following = isTruncated ? textIn(members, 'NextContinuationToken') : undefined
    if (isTruncated && (following === undefined || following === token))
      throw new IntegrationError('upstream', 'The service sent a listing that does not go on.')
    token = following
  } while (token !== undefined)
}
