import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { readLines, type StoredPoint } from './read-lines.ts'

/** What the next writes are answered with instead. */
export interface InfluxdbFault {
  readonly status: number
  readonly code: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default 1. */
  readonly times?: number
}

/** An InfluxDB with one bucket, `tributary` of the organization `home`. */
export interface InfluxdbSimulator {
  readonly url: string
  readonly token: string
  /** One for each measurement, tags and time: the last that was written. */
  points(): readonly StoredPoint[]
  /** How many lines each write had, the oldest first. */
  batches(): readonly number[]
  inject(fault: InfluxdbFault): void
  /** Writes of more lines are answered with 413. */
  limitLines(lines: number): void
  hang(): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const TOKEN = 'simulated-influxdb-token=='

/**
 * Starts a simulated InfluxDB: token, bucket, organization, precision and line protocol are checked, and a batch with a point older than
 * 10 years is refused in part.
 *
 * @example
 * await using simulator = await createInfluxdbSimulator()
 * simulator.points()
 */
export async function createInfluxdbSimulator(): Promise<InfluxdbSimulator> {
  const points = new Map<string, StoredPoint>()
  const batches: number[] = []
  const faults: { fault: InfluxdbFault; left: number }[] = []
  let mostLines = Number.POSITIVE_INFINITY
  let isHanging = false
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request)
    if (isHanging) return
    const send = (status: number, content?: object, headers: Readonly<Record<string, string>> = {}) =>
      response
        .writeHead(status, {
          ...(content === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        })
        .end(content === undefined ? undefined : JSON.stringify(content))
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname === '/health') return send(200, { name: 'influxdb', status: 'pass' })
    if (url.pathname !== '/api/v2/write' || request.method !== 'POST')
      return send(404, { code: 'not found', message: 'path not found' })
    const next = faults.find(({ left }) => left > 0)
    if (next !== undefined) {
      next.left -= 1
      const { status, code, headers } = next.fault
      return send(status, { code, message: `the simulator answers ${code}` }, headers)
    }
    if (request.headers.authorization !== `Token ${TOKEN}`)
      return send(401, { code: 'unauthorized', message: 'unauthorized access' })
    const { bucket, org, precision } = Object.fromEntries(url.searchParams)
    if (bucket === 'readonly')
      return send(403, { code: 'forbidden', message: 'insufficient permissions for write' })
    if (bucket !== 'tributary' || (org !== undefined && org !== 'home'))
      return send(404, { code: 'not found', message: `bucket "${bucket}" not found` })
    if (precision !== 'ms') return send(400, { code: 'invalid', message: 'the simulator takes milliseconds' })
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
    const count = text.split('\n').length
    if (count > mostLines)
      return send(413, {
        code: 'request too large',
        message: 'cannot read data: points in batch is too large',
      })
    let read: readonly StoredPoint[]
    try {
      read = readLines(text)
    } catch (error) {
      return send(400, { code: 'invalid', message: String(error) })
    }
    batches.push(count)
    const kept = read.filter(({ milliseconds }) => milliseconds > Date.now() - OLDEST_MILLISECONDS)
    for (const point of kept)
      points.set(JSON.stringify([point.measurement, point.tags, point.milliseconds]), point)
    if (kept.length === read.length) return send(204)
    return send(422, {
      code: 'unprocessable entity',
      message: `partial write: dropped ${read.length - kept.length} points outside retention policy`,
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: TOKEN,
    points: () => [...points.values()],
    batches: () => batches,
    inject: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    limitLines: (lines) => {
      mostLines = lines
    },
    hang: () => {
      isHanging = true
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

const OLDEST_MILLISECONDS = 10 * 365 * 24 * 60 * 60 * 1000

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
