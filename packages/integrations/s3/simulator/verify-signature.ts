import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { type S3Answer, s3Error } from './s3-answer.ts'

/** A request as it arrived. */
export interface SignedRequest {
  readonly method: string
  /** The one that the client has signed. */
  readonly host: string
  /** Percent-encoded, as it was sent. */
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface SignatureRules {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  readonly now: number
}

const SKEW_MILLISECONDS = 15 * 60 * 1000
const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/

/**
 * Signature version 4, computed from the specification alone and not with the client's library:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html. `undefined` for a request that is signed.
 */
export function refuseSignature(request: SignedRequest, rules: SignatureRules): S3Answer | undefined {
  const header = (name: string) => [request.headers[name] ?? ''].flat().join(',')
  const parts = AUTHORIZATION.exec(header('authorization'))
  if (parts === null) return s3Error(403, 'AccessDenied')
  const [, accessKeyId = '', day = '', region = '', signedHeaders = '', signature = ''] = parts
  if (accessKeyId !== rules.accessKeyId)
    return s3Error(403, 'InvalidAccessKeyId', { AWSAccessKeyId: accessKeyId })
  if (region !== rules.region) return s3Error(400, 'AuthorizationHeaderMalformed', { Region: rules.region })
  const date = header('x-amz-date')
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (!date.startsWith(day) || !(Math.abs(rules.now - at) <= SKEW_MILLISECONDS))
    return s3Error(403, 'RequestTimeTooSkewed', { ServerTime: new Date(rules.now).toISOString() })
  const names = signedHeaders.split(';')
  for (const required of ['host', 'x-amz-content-sha256', 'x-amz-date'])
    if (!names.includes(required)) return s3Error(403, 'AccessDenied')
  const digest = header('x-amz-content-sha256')
  if (digest !== 'UNSIGNED-PAYLOAD' && digest !== sha256(request.body))
    return s3Error(400, 'XAmzContentSHA256Mismatch')
  const canonical = [
    request.method,
    decodeURIComponent(request.path).split('/').map(encoded).join('/'),
    canonicalQuery(request.query),
    ...names.map((name) => `${name}:${(name === 'host' ? request.host : header(name)).trim()}`),
    '',
    signedHeaders,
    digest,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(Buffer.from(canonical))].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${rules.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(toSign).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'))
    ? undefined
    : s3Error(403, 'SignatureDoesNotMatch', { StringToSign: toSign, SignatureProvided: signature })
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = part.split('=')
      // A plus sign in an address is one.
      return `${encoded(decodeURIComponent(name))}=${encoded(decodeURIComponent(value))}`
    })
    .toSorted()
    .join('&')
}

function encoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCodePoint(byte)
      return /[A-Za-z0-9._~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function sha256(data: Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
