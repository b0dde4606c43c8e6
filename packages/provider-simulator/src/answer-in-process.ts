import type { Exchange } from './exchange.ts'
import { type Handling, replyToExchange } from './handle-request.ts'

/** Answers a request to a real URL as the provider does, within this process. Faults that break a connection do not apply. */
export async function answerInProcess(
  handling: Handling,
  url: URL,
  init: RequestInit = {},
): Promise<Response> {
  init.signal?.throwIfAborted()
  const { reply } = await replyToExchange(handling, await exchangeOf(url, init))
  const { status = 200, headers = {}, body } = reply
  const isText = typeof body === 'string'
  return new Response(body === undefined ? null : isText ? body : JSON.stringify(body), {
    status,
    headers: {
      'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
      ...headers,
    },
  })
}

/** `Request` reads every kind of body, and names its type. */
async function exchangeOf(url: URL, { method = 'GET', headers, body }: RequestInit): Promise<Exchange> {
  const request = new Request(url, {
    method,
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
  })
  return { method, url, headers: Object.fromEntries(request.headers), text: await request.text() }
}
