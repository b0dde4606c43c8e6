import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Bucket, type BucketOptions } from './bucket.ts'
import { type S3Answer, type S3Fault, s3Error } from './s3-answer.ts'
import { refuseSignature } from './verify-signature.ts'

export interface S3SimulatorOptions extends Partial<BucketOptions> {
  readonly bucket?: string
  readonly region?: string
  readonly port?: number
}

/** A service with one bucket; `denied` is a bucket of others, `elsewhere` one of the region `eu-west-3`, any other is missing. */
export interface S3Simulator {
  /** `http://127.0.0.1:4210`. */
  readonly url: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Replaced addresses, for a service that is asked by the names of AWS: `https://s3.eu-central-1.amazonaws.com` and its hosts. */
  endpointsOf(...hosts: readonly string[]): Readonly<Record<string, string>>
  /** The keys of the stored objects. */
  keys(): readonly string[]
  object(key: string): { readonly body: Buffer; readonly contentType: string } | undefined
  /** Stores an object as another program does. */
  put(key: string, body: string): void
  /** How many uploads in parts have begun and not ended. */
  openUploads(): number
  /** Method and address of each request, the oldest first. */
  requests(): readonly string[]
  inject(fault: S3Fault): void
  /** From now on requests are not answered. */
  hang(): void
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const ACCESS_KEY_ID = 'SIMULATEDACCESSKEY01'
const SECRET_ACCESS_KEY = 'simulated/secret+access=key/0123456789ab'
/** Before the path of a request that was signed for another host. */
const AS = '/_as/'

/**
 * Starts a simulated S3 that checks signatures, digests, the clock, the size and order of parts, and encodes listings.
 *
 * @example
 * await using simulator = await createS3Simulator({ pageSize: 2 })
 * simulator.inject({ status: 503, code: 'SlowDown', times: 2 })
 */
export async function createS3Simulator(options: S3SimulatorOptions = {}): Promise<S3Simulator> {
  const { bucket: name = 'tributary-test', region = 'eu-central-1', now = Date.now } = options
  const bucket = new Bucket({
    pageSize: 1000,
    encodesSlash: false,
    encodesKeys: true,
    equalParts: false,
    now,
    ...options,
  })
  const requests: string[] = []
  const faults: { fault: S3Fault; left: number }[] = []
  const open = new Set<ServerResponse>()
  let isHanging = false
  const server = createServer((request, response) => {
    open.add(response)
    response.on('close', () => open.delete(response))
    void respond(request, response).catch(() => response.destroy())
  })
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request)
    if (isHanging) return
    const answer = answerTo(request, body)
    const sent = answer.body ?? ''
    response
      .writeHead(answer.status, {
        ...answer.headers,
        ...(answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(sent) }),
      })
      .end(sent)
  }
  const answerTo = ({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer): S3Answer => {
    const { host, address } = signedFor(url, headers.host ?? '')
    requests.push(`${method} ${address}`)
    const fault = takeFault(faults, `${method} ${address}`)
    if (fault !== undefined) return faultAnswer(fault)
    const [path = '/', query = ''] = address.split('?')
    const rules = { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY, region, now: now() }
    const refused = refuseSignature({ method, host, path, query, headers, body }, rules)
    if (refused !== undefined) return refused
    const place = placeOf(host, decodeURIComponent(path), name)
    if (place.bucket !== name) return otherBucket(place.bucket)
    return bucket.answer({ method, key: place.key, query: parametersOf(query), headers, body })
  }
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url,
    bucket: name,
    region,
    accessKeyId: ACCESS_KEY_ID,
    secretAccessKey: SECRET_ACCESS_KEY,
    endpointsOf: (...hosts) =>
      Object.fromEntries(hosts.map((host) => [`https://${host}`, `${url}${AS}${host}`])),
    keys: () => [...bucket.objects.keys()],
    object: (key) => bucket.objects.get(key),
    put: (key, text) => {
      const body = Buffer.from(text)
      bucket.objects.set(key, { body, contentType: 'text/plain', modifiedAt: new Date(now()).toISOString() })
    },
    openUploads: () => bucket.uploads.size,
    requests: () => requests,
    inject: (fault) => void faults.push({ fault, left: fault.times ?? 1 }),
    hang: () => {
      isHanging = true
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function signedFor(url: string, host: string) {
  if (!url.startsWith(AS)) return { host, address: url }
  const rest = url.slice(AS.length)
  const end = rest.search(/[/?]/)
  return { host: end < 0 ? rest : rest.slice(0, end), address: end < 0 ? '/' : rest.slice(end) }
}

/** The bucket is in the host name or first in the path. */
function placeOf(host: string, path: string, name: string) {
  if (host.startsWith(`${name}.`)) return { bucket: name, key: path.slice(1) }
  const [, bucket = '', ...key] = path.split('/')
  return { bucket, key: key.join('/') }
}

function otherBucket(name: string): S3Answer {
  if (name === 'denied') return s3Error(403, 'AccessDenied')
  if (name !== 'elsewhere') return s3Error(404, 'NoSuchBucket', { BucketName: name })
  const endpoint = 's3.eu-west-3.amazonaws.com'
  return s3Error(301, 'PermanentRedirect', { Endpoint: endpoint }, { 'x-amz-bucket-region': 'eu-west-3' })
}

function takeFault(faults: { fault: S3Fault; left: number }[], line: string): S3Fault | undefined {
  const next = faults.find(({ fault, left }) => left > 0 && (fault.when?.test(line) ?? true))
  if (next === undefined) return undefined
  next.left -= 1
  return next.fault
}

function faultAnswer({ status, code, elements, headers }: S3Fault): S3Answer {
  if (code !== undefined) return s3Error(status, code, elements, headers)
  return { status, headers: { 'content-type': 'text/html', ...headers }, body: '<html>gateway' }
}

function parametersOf(query: string): ReadonlyMap<string, string> {
  const parts = query.split('&').filter((part) => part !== '')
  return new Map(
    parts.map((part) => {
      const [name = '', value = ''] = part.split('=')
      return [decodeURIComponent(name), decodeURIComponent(value)]
    }),
  )
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
