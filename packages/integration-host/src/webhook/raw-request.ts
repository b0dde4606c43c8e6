import type { PluginApp } from '@tributary/core'
import type { InstanceRequest } from '@tributary/integration-kit/host'
import type { FastifyRequest } from 'fastify'

/** Services send a few kilobytes. */
export const WEBHOOK_BODY_BYTES = 256 * 1024

/** Keeps bodies of any content type as they are: a signature is over the bytes. */
export function acceptRawBodies(app: PluginApp): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    '*',
    { parseAs: 'buffer', bodyLimit: WEBHOOK_BODY_BYTES },
    (_request, body, done) => done(null, body),
  )
}

/** A request as the author of a webhook is given it. Its app accepts raw bodies. */
export function readRawRequest(raw: FastifyRequest): InstanceRequest {
  const rawBody = Buffer.isBuffer(raw.body) ? raw.body : Buffer.alloc(0)
  const headers = new Headers()
  for (const [name, value] of Object.entries(raw.headers))
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one)
  return {
    // HEAD is a GET whose answer is sent without its body.
    method: raw.method === 'POST' ? 'POST' : 'GET',
    // From the first question mark on: further ones are part of a value.
    query: Object.fromEntries(new URLSearchParams(/\?.*/s.exec(raw.url)?.[0] ?? '')),
    headers,
    rawBody,
    body: parse(rawBody),
  }
}

function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}
