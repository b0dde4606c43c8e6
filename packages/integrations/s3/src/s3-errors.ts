import { IntegrationError } from '@tributary/integration-kit'
import { errorFrom, readRetryAfter } from '@tributary/integration-kit/providers'
import { ERRORS, STATUSES } from './errors-table.ts'
import { readXml, type S3Document, textIn } from './s3-xml.ts'

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
  const retryAfterSeconds = readRetryAfter(headers, Date.now())
  const error =
    errorFrom(ERRORS, code, { retryAfterSeconds }) ??
    errorFrom(STATUSES, status, { retryAfterSeconds }) ??
    new IntegrationError('upstream', `The service answered with the status ${status}.`, { retryAfterSeconds })
  const region = headers.get('x-amz-bucket-region') ?? textIn(members, 'Region')
  const endpoint = textIn(members, 'Endpoint')
  const more = [
    ...(region === undefined || !WITH_PLACE.has(code ?? '') ? [] : [`Region: ${region}.`]),
    ...(endpoint === undefined ? [] : [`Address: ${endpoint}.`]),
  ]
  error.message = [error.message, ...more].join(' ')
  return { code, error }
}

const WITH_PLACE = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect'])
