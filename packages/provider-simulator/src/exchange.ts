import type { IncomingMessage } from 'node:http'
import type { SimulatorReply } from './simulator-route.ts'

/** A completely read request. */
export interface Exchange {
  readonly method: string
  /** The real URL of the request; the simulator's own for its controls. */
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Far above the requests of any client. */
const MAX_BODY_BYTES = 1024 * 1024

/** Reads a request. Rejects when its body is longer than 1 MiB. */
export async function readExchange(request: IncomingMessage, url: URL): Promise<Exchange> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new Error('the body is longer than 1 MiB')
    chunks.push(chunk)
  }
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')]),
  )
  return { method: request.method ?? 'GET', url, headers, text: Buffer.concat(chunks).toString('utf8') }
}

/** JSON parsed, a form as an object, else the text; `undefined` without a body. */
export function bodyOf({ headers, text }: Pick<Exchange, 'headers' | 'text'>): unknown {
  if (text === '') return undefined
  const type = headers['content-type'] ?? ''
  if (type.includes('json')) {
    try {
      return JSON.parse(text) as unknown
    } catch {
      return text
    }
  }
  return type.includes('application/x-www-form-urlencoded') ? formOf(text) : text
}

export function formOf(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

export function html(status: number, title: string, body: string): SimulatorReply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>body{font:1rem/1.5 system-ui;max-width:32rem;margin:3rem auto;padding:0 1rem}fieldset{margin:1rem 0}button{font:inherit;padding:.4rem 1rem;margin-right:.5rem}</style><h1>${escapeHtml(title)}</h1>${body}</html>`,
  }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
