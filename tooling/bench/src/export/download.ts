import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { createGunzip } from 'node:zlib'

export interface Download {
  readonly port: number
  readonly path: string
  readonly apiKey: string
}

export interface Downloaded {
  readonly seconds: number
  /** As they were sent. */
  readonly bytes: number
}

/** Downloads a file that is sent through gzip, and leaves it packed. */
export async function download(from: Download): Promise<Downloaded> {
  const began = performance.now()
  let bytes = 0
  for await (const chunk of await request(from)) bytes += (chunk as Buffer).length
  return { seconds: (performance.now() - began) / 1000, bytes }
}

/** Downloads a file that is sent through gzip, and counts its lines and bytes unpacked. */
export async function unpack(from: Download): Promise<{ readonly lines: number; readonly bytes: number }> {
  let lines = 0
  let bytes = 0
  for await (const chunk of (await request(from)).pipe(createGunzip())) {
    const text: Buffer = chunk
    bytes += text.length
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) lines += 1
  }
  return { lines, bytes }
}

async function request({ port, path, apiKey }: Download): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${apiKey}`, 'accept-encoding': 'gzip' }
  const [response] = (await once(get({ port, path, headers }), 'response')) as [IncomingMessage]
  const { statusCode, headers: answered } = response
  if (statusCode !== 200 || answered['content-encoding'] !== 'gzip')
    throw new Error(`${path} answered ${statusCode} with the encoding ${answered['content-encoding']}`)
  return response
}
