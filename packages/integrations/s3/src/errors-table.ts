import type { ErrorMeaning } from '@tributary/integration-kit/providers'

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html, and what other services call the same. */
export const ERRORS: readonly ErrorMeaning[] = [
  {
    errors: ['AccessDenied'],
    code: 'permission_denied',
    message: 'The access key may not do this in the bucket: extend its policy.',
  },
  {
    errors: ['AccountProblem'],
    code: 'action_required',
    message: 'The account of the storage has a problem: see its console.',
  },
  {
    errors: ['AllAccessDisabled'],
    code: 'permission_denied',
    message: 'The service has disabled access to the bucket.',
  },
  {
    errors: ['AuthorizationHeaderMalformed'],
    code: 'bad_configuration',
    message: 'The region is wrong.',
  },
  {
    errors: ['EntityTooLarge'],
    code: 'invalid_data',
    message: 'The object is larger than the service permits.',
  },
  {
    errors: ['ExpiredToken'],
    code: 'auth_expired',
    message: 'The access key has expired: enter another one.',
  },
  {
    errors: ['InvalidAccessKeyId', 'InvalidSecurity'],
    code: 'auth_expired',
    message: 'The service rejected the access key: enter another one.',
  },
  {
    errors: ['InvalidBucketName'],
    code: 'bad_configuration',
    message: 'The name of the bucket is invalid.',
  },
  {
    errors: ['InvalidObjectState'],
    code: 'permission_denied',
    message: 'The object is archived: restore it first.',
  },
  {
    errors: ['KeyTooLongError'],
    code: 'invalid_data',
    message: 'The key, with the prefix, is longer than the service permits.',
  },
  {
    errors: ['NoSuchBucket'],
    code: 'bad_configuration',
    message: 'There is no such bucket: create it, or correct its name.',
  },
  {
    errors: ['PermanentRedirect'],
    code: 'bad_configuration',
    message: 'The bucket is in another region, or needs another address.',
  },
  {
    errors: ['QuotaExceeded'],
    code: 'upstream',
    message: 'The quota of the bucket is used up.',
  },
  {
    errors: ['RequestTimeTooSkewed'],
    code: 'bad_configuration',
    message: 'The clock of this server is wrong: correct it.',
  },
  {
    errors: ['SignatureDoesNotMatch'],
    code: 'auth_expired',
    message: 'The service rejected the secret access key: enter it again.',
  },
  {
    errors: ['SlowDown', 'ThrottlingException', 'TooManyRequests'],
    code: 'rate_limit',
    message: 'The service asks to send fewer requests.',
  },
  {
    errors: ['XAmzContentSHA256Mismatch'],
    code: 'upstream',
    message: 'The contents were damaged on their way.',
  },
  {
    errors: ['XMinioServerNotInitialized'],
    code: 'upstream',
    message: 'The service is starting.',
  },
  {
    errors: ['XMinioStorageFull'],
    code: 'upstream',
    message: 'The disk of the service is full.',
  },
]

/** By status, for answers without a code, as of a proxy. */
export const STATUSES: readonly ErrorMeaning[] = [
  {
    errors: [301],
    code: 'bad_configuration',
    message: 'The bucket is in another region, or needs another address.',
  },
  {
    errors: [307],
    code: 'bad_configuration',
    message: 'The service redirects to another address: enter that one.',
  },
  {
    errors: [401],
    code: 'auth_expired',
    message: 'The service rejected the access key: enter another one.',
  },
  {
    errors: [403],
    code: 'permission_denied',
    message: 'The access key may not do this in the bucket: extend its policy.',
  },
  {
    errors: [413],
    code: 'invalid_data',
    message: 'The service refused the size of the request.',
  },
  {
    errors: [429],
    code: 'rate_limit',
    message: 'The service asks to send fewer requests.',
  },
]
