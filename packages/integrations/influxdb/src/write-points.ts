import { gzipSync } from 'node:zlib'
import { IntegrationError } from '@tributary/integration-kit'
import {
  type AnalyticsPoint,
  errorFrom,
  type GuardedFetch,
  readRetryAfter,
} from '@tributary/integration-kit/providers'
import { ERRORS } from './errors-table.ts'
import { lineOf } from './line-protocol.ts'

/** What InfluxDB recommends: https://docs.influxdata.com/influxdb/v2/write-data/best-practices/optimize-writes/ */
const MOST_LINES = 5_000

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
  await answer.body?.cancel()
  if (answer.ok) return
  if (answer.status !== 413 || lines.length < 2) throw errorOf(answer)
  const half = Math.ceil(lines.length / 2)
  await writeLines(fetch, bucket, lines.slice(0, half))
  await writeLines(fetch, bucket, lines.slice(half))
}

/** `/health` of all versions; version 3 asks for the token there, and an answer that asks for it is one of a server that runs. */
export async function checkHealth(fetch: GuardedFetch, bucket: Bucket): Promise<void> {
  const answer = await fetch(addressOf(bucket, '/health'))
  await answer.body?.cancel()
  if (!answer.ok && answer.status !== 401) throw unavailable(answer)
}

/** https://docs.influxdata.com/influxdb/v2/api/#operation/PostWrite, also accepted by InfluxDB 3, which ignores the organization. */
async function post(fetch: GuardedFetch, instance: Bucket, lines: readonly string[]): Promise<Response> {
  const { organization, bucket, token } = instance
  const url = addressOf(instance, '/api/v2/write')
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

function addressOf({ address }: Bucket, path: string): URL {
  return new URL(`${address.replace(/\/$/, '')}${path}`)
}

/** What InfluxDB says repeats the points, which are personal: it is passed to no log. */
function errorOf(answer: Response): IntegrationError {
  const retryAfterSeconds = readRetryAfter(answer.headers, Date.now())
  return errorFrom(ERRORS, answer.status, { retryAfterSeconds }) ?? unavailable(answer)
}

function unavailable({ status, headers }: Response): IntegrationError {
  const retryAfterSeconds = readRetryAfter(headers, Date.now())
  return new IntegrationError('upstream', `InfluxDB answered with the status ${status}.`, {
    retryAfterSeconds,
  })
}
