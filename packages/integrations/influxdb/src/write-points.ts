import { gzipSync } from 'node:zlib'
import { IntegrationError, type IntegrationErrorCode } from '@tributary/integration-kit'
import type { AnalyticsPoint, GuardedFetch } from '@tributary/integration-kit/providers'
import { lineOf } from './line-protocol.ts'

/** What InfluxDB recommends: https://docs.influxdata.com/influxdb/v2/write-data/best-practices/optimize-writes/ */
const MOST_LINES = 5_000
/** A refused batch is not read further. */
const MOST_CHARACTERS = 2_000

/** The bucket of an instance. */
export interface Bucket {
  readonly address: string
  readonly organization?: string | undefined
  readonly bucket: string
  readonly token: string
}

/**
 * Writes points in batches, one after the other. A batch that was written stays when a later one fails: writing all again has no further
 * effect.
 */
export async function writePoints(
  fetch: GuardedFetch,
  bucket: Bucket,
  points: readonly AnalyticsPoint[],
): Promise<void> {
  const lines = points.map(lineOf)
  for (let from = 0; from < lines.length; from += MOST_LINES)
    await writeLines(fetch, bucket, lines.slice(from, from + MOST_LINES))
}

/** A batch that is too large for the service is halved. */
async function writeLines(fetch: GuardedFetch, bucket: Bucket, lines: readonly string[]): Promise<void> {
  const answer = await post(fetch, bucket, lines)
  if (answer.ok) {
    await answer.body?.cancel()
    return
  }
  const error = await errorOf(answer)
  if (answer.status !== 413 || lines.length < 2) throw error
  const half = Math.ceil(lines.length / 2)
  await writeLines(fetch, bucket, lines.slice(0, half))
  await writeLines(fetch, bucket, lines.slice(half))
}

/** https://docs.influxdata.com/influxdb/v2/api/#operation/PostWrite, also accepted by InfluxDB 3, which ignores the organization. */
async function post(
  fetch: GuardedFetch,
  { address, organization, bucket, token }: Bucket,
  lines: readonly string[],
): Promise<Response> {
  const url = new URL(`${address.replace(/\/$/, '')}/api/v2/write`)
  url.searchParams.set('bucket', bucket)
  if (organization !== undefined) url.searchParams.set('org', organization)
  url.searchParams.set('precision', 'ms')
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: `Token ${token}`,
      'content-type': 'text/plain; charset=utf-8',
      'content-encoding': 'gzip',
    },
    body: gzipSync(lines.join('\n')),
  })
}

const MEANINGS: Readonly<Record<number, readonly [IntegrationErrorCode, string]>> = {
  // Of a batch with such points, InfluxDB 3 and Cloud store the others.
  400: [
    'invalid_data',
    'InfluxDB refused points: their values have another type than those before, or the time is out of range.',
  ],
  401: ['auth_expired', 'InfluxDB rejected the token: enter another one.'],
  403: ['permission_denied', 'The token may not write to the bucket.'],
  404: ['bad_configuration', 'There is no such bucket or organization: create it, or correct its name.'],
  413: ['invalid_data', 'InfluxDB refused the size of a point.'],
  422: ['invalid_data', 'InfluxDB refused points outside of the time that the bucket keeps.'],
  429: ['rate_limit', 'InfluxDB asks to write less.'],
}

async function errorOf(answer: Response): Promise<IntegrationError> {
  const { status, headers } = answer
  await readSome(answer)
  const [code, message] = MEANINGS[status] ?? [
    'upstream' as const,
    `InfluxDB answered with the status ${status}.`,
  ]
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const retry = Number.isInteger(seconds) && seconds >= 0 ? { retryAfterSeconds: seconds } : {}
  return new IntegrationError(code, message, retry)
}

/** So that the connection can be used again. What InfluxDB says repeats the points, which are personal: it is passed to no log. */
async function readSome(answer: Response): Promise<void> {
  let length = 0
  for await (const piece of answer.body ?? []) {
    length += piece.length
    if (length > MOST_CHARACTERS) break
  }
}
