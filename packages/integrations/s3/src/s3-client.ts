import { createHash } from 'node:crypto'
import { IntegrationError, isIntegrationError } from '@tributary/integration-kit'
import type { GuardedFetch } from '@tributary/integration-kit/providers'
import { AwsV4Signer } from 'aws4fetch'
import { type S3Place, s3Address } from './s3-address.ts'
import { readRefusal, type S3Refusal } from './s3-errors.ts'

export interface S3Access extends S3Place {
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly fetch: GuardedFetch
  readonly now: () => number
  /** Between two attempts. */
  readonly wait: (milliseconds: number) => Promise<void>
}

export interface S3Request {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** With the prefix; the bucket itself without. */
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** In memory, since its digest is signed and a failed attempt is repeated. */
  readonly body?: Uint8Array<ArrayBuffer> | string
  /** The code of a refusal that is an answer. */
  readonly accept?: string
}

/** Sends a request; `undefined` for the refusal that `accept` names. */
export type S3Send = (request: S3Request) => Promise<Response | undefined>

/** The first attempt and its repetitions: a bucket of AWS answers 503 SlowDown while it grows. */
const ATTEMPTS = 4
const FIRST_WAIT_MILLISECONDS = 200
/** A longer wait is left to the caller. */
const LONGEST_WAIT_SECONDS = 5
const EMPTY = new Uint8Array()

/** All requests of an instance: signed, repeated where the service is overloaded, refusals as errors. */
export function createS3Client(access: S3Access): S3Send {
  return async (request) => {
    for (let attempt = 1; ; attempt++)
      try {
        return await sendOnce(access, request)
      } catch (error) {
        const wait = waitAfter(error, attempt)
        if (wait === undefined || attempt === ATTEMPTS) throw error
        await access.wait(wait)
      }
  }
}

function waitAfter(error: unknown, attempt: number): number | undefined {
  if (!isIntegrationError(error, 'upstream') && !isIntegrationError(error, 'rate_limit')) return undefined
  const { retryAfterSeconds } = error
  if (retryAfterSeconds === undefined) return FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1)
  return retryAfterSeconds > LONGEST_WAIT_SECONDS ? undefined : retryAfterSeconds * 1000
}

async function sendOnce(access: S3Access, request: S3Request): Promise<Response | undefined> {
  const url = s3Address(access, request.key, request.query)
  const answer = await followed(access, request, await signedFetch(access, request, url))
  if (answer.ok) return answer
  const refusal: S3Refusal = await readRefusal(answer)
  // Some services answer 416 to a range that begins after the end, and that is empty.
  if (refusal.code === request.accept && request.accept !== undefined) return undefined
  if (refusal.code === 'InvalidRange') return new Response(null, { status: 204 })
  throw refusal.error
}

/** A new bucket redirects for some hours. The request is signed again for the other host; a second redirect is refused. */
async function followed(access: S3Access, request: S3Request, answer: Response): Promise<Response> {
  const location = answer.status === 307 ? URL.parse(answer.headers.get('location') ?? '') : null
  if (location === null) return answer
  if (location.protocol === 'http:' && new URL(access.address).protocol === 'https:')
    throw new IntegrationError('bad_configuration', 'The service redirects to an address without encryption.')
  await answer.body?.cancel()
  return signedFetch(access, request, location)
}

async function signedFetch(access: S3Access, request: S3Request, address: URL): Promise<Response> {
  const { method, headers: given = {}, body } = request
  const { accessKeyId, secretAccessKey, region } = access
  const { url, headers } = await new AwsV4Signer({
    method,
    url: address.href,
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
    datetime: new Date(access.now()).toISOString().replaceAll(/[-:]|\.\d{3}/g, ''),
    headers: {
      ...given,
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? EMPTY)
        .digest('hex'),
    },
  }).sign()
  return access.fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
}
