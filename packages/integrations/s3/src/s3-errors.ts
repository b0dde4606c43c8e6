import { IntegrationError, type IntegrationErrorCode } from '@tributary/integration-kit'
import { readXml, type S3Document, textIn } from './s3-xml.ts'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what other services call the same. */
const MEANINGS: Readonly<Record<string, readonly [IntegrationErrorCode, string]>> = {
  AccessDenied: ['permission_denied', 'The access key may not do this in the bucket: extend its policy.'],
  AccountProblem: ['action_required', 'The account of the storage has a problem: see its console.'],
  AllAccessDisabled: ['permission_denied', 'The service has disabled access to the bucket.'],
  AuthorizationHeaderMalformed: ['bad_configuration', 'The region is wrong.'],
  EntityTooLarge: ['invalid_data', 'The object is larger than the service permits.'],
  ExpiredToken: ['auth_expired', 'The access key has expired: enter another one.'],
  InvalidAccessKeyId: ['auth_expired', 'The service rejected the access key: enter another one.'],
  InvalidBucketName: ['bad_configuration', 'The name of the bucket is invalid.'],
  InvalidObjectState: ['permission_denied', 'The object is archived: restore it first.'],
  InvalidSecurity: ['auth_expired', 'The service rejected the access key: enter another one.'],
  KeyTooLongError: ['invalid_data', 'The key, with the prefix, is longer than the service permits.'],
  NoSuchBucket: ['bad_configuration', 'There is no such bucket: create it, or correct its name.'],
  PermanentRedirect: ['bad_configuration', 'The bucket is in another region, or needs another address.'],
  QuotaExceeded: ['upstream', 'The quota of the bucket is used up.'],
  RequestTimeTooSkewed: ['bad_configuration', 'The clock of this server is wrong: correct it.'],
  SignatureDoesNotMatch: ['auth_expired', 'The service rejected the secret access key: enter it again.'],
  SlowDown: ['rate_limit', 'The service asks to send fewer requests.'],
  ThrottlingException: ['rate_limit', 'The service asks to send fewer requests.'],
  TooManyRequests: ['rate_limit', 'The service asks to send fewer requests.'],
  XAmzContentSHA256Mismatch: ['upstream', 'The contents were damaged on their way.'],
  XMinioServerNotInitialized: ['upstream', 'The service is starting.'],
  XMinioStorageFull: ['upstream', 'The disk of the service is full.'],
}

/** For answers without a code, as of a proxy. */
const STATUSES: Readonly<Record<number, readonly [IntegrationErrorCode, string]>> = {
  301: MEANINGS['PermanentRedirect'] ?? ['bad_configuration', ''],
  307: ['bad_configuration', 'The service redirects to another address: enter that one.'],
  401: ['auth_expired', 'The service rejected the access key: enter another one.'],
  403: ['permission_denied', 'The access key may not do this in the bucket: extend its policy.'],
  413: ['invalid_data', 'The service refused the size of the request.'],
  429: ['rate_limit', 'The service asks to send fewer requests.'],
}

/** What a service has refused. */
export interface S3Refusal {
  /** Of S3: `NoSuchKey`. */
  readonly code: string | undefined
  readonly error: IntegrationError
}

/** Reads an answer that is no success. Its message is not passed on, since it may repeat what was sent. */
export async function readRefusal(answer: Response): Promise<S3Refusal> {
  return refusalOf(answer, await readXml(answer))
}

/** Of a document that has been read: some errors come with the status 200. */
export function refusalOf(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  document: S3Document | undefined,
): S3Refusal {
  const members = document?.root === 'Error' ? document.members : undefined
  const code = textIn(members, 'Code')
  const [kind, meaning] = MEANINGS[code ?? ''] ??
    STATUSES[status] ?? ['upstream' as const, `The service answered with the status ${status}.`]
  const region = headers.get('x-amz-bucket-region') ?? textIn(members, 'Region')
  const endpoint = textIn(members, 'Endpoint')
  const more = [
    ...(region === undefined || !WITH_PLACE.has(code ?? '') ? [] : [`Region: ${region}.`]),
    ...(endpoint === undefined ? [] : [`Address: ${endpoint}.`]),
  ]
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return {
    code,
    error: new IntegrationError(
      kind,
      [meaning, ...more].join(' '),
      Number.isInteger(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {},
    ),
  }
}

const WITH_PLACE = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect'])
