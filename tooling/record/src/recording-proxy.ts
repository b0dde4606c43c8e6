import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { RecordedExchange } from '@tributary/provider-simulator'

export interface RecordingOptions {
  /** The origins whose answers are recorded: `https://api.example.org`. */
  readonly origins: readonly string[]
  /** Addresses that are passed on and never recorded: those of tokens. */
  readonly except: readonly string[]
  /** Called after each recorded answer. */
  readonly onExchange?: (exchange: RecordedExchange) => void
  /** Default `fetch`. */
  readonly fetch?: typeof fetch
}

/** Headers that say how to go on; others may tell who was asked. */
const KEPT_HEADERS =
  /^(content-type|link|retry-after|(x-)?rate-?limit.*|x-.*rate.*limit.*|etag|.*-rate-limit-.*)$/
/** Belong to a connection (RFC 9110, section 7.6.1), or are set by `fetch`. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'accept-encoding',
])

/** A proxy on the loopback interface between a server and a real provider, which keeps the provider's answers. */
export class RecordingProxy {
  readonly url: string
  /** Real origin → its URL here, for PROVIDER_ENDPOINTS. */
  readonly endpoints: Readonly<Record<string, string>>
  readonly exchanges: RecordedExchange[] = []
  readonly #stop: () => Promise<void>

  private constructor(url: string, { origins }: RecordingOptions, stop: () => Promise<void>) {
    this.url = url
    this.endpoints = Object.fromEntries(origins.map((origin) => [origin, `${url}/${new URL(origin).host}`]))
    this.#stop = stop
  }

  static async start(options: RecordingOptions): Promise<RecordingProxy> {
    const server = createServer((request, response) => {
      void passOn(request, response, { ...options, record: (each) => proxy.#record(each, options) })
    })
    server.listen({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const proxy = new RecordingProxy(`http://127.0.0.1:${port}`, options, async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    })
    return proxy
  }

  async stop(): Promise<void> {
    await this.#stop()
  }

  #record(exchange: RecordedExchange, { onExchange }: RecordingOptions): void {
    this.exchanges.push(exchange)
    onExchange?.(exchange)
  }
}

async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  options: RecordingOptions & { readonly record: (exchange: RecordedExchange) => void },
): Promise<void> {
  const { origins, except, record, fetch: send = fetch } = options
  try {
    const [, host = '', path = ''] = /^\/([^/]+)(.*)$/.exec(request.url ?? '') ?? []
    const origin = origins.find((each) => new URL(each).host === host)
    if (origin === undefined) {
      response.writeHead(404).end(`${host} is not recorded`)
      return
    }
    const url = new URL(path === '' ? '/' : path, origin)
    const method = request.method ?? 'GET'
    const body = await buffer(request)
    const answer = await send(url, {
      method,
      headers: headersOf(request),
      redirect: 'manual',
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    })
    const content = Buffer.from(await answer.arrayBuffer())
    const isSecret = except.some((each) => url.href.split('?')[0] === each.split('?')[0])
    if (!isSecret) record(recorded({ method, url, answer, content }))
    response.writeHead(answer.status, replyHeaders(answer))
    response.end(content)
  } catch (error) {
    response.writeHead(502).end(error instanceof Error ? error.message : String(error))
  }
}

function recorded({
  method,
  url,
  answer,
  content,
}: {
  readonly method: string
  readonly url: URL
  readonly answer: Response
  readonly content: Buffer
}): RecordedExchange {
  const kept = [...answer.headers].filter(([name]) => KEPT_HEADERS.test(name))
  return {
    method,
    url: url.href,
    status: answer.status,
    headers: Object.fromEntries(kept),
    body: bodyOf(content.toString('utf8')),
  }
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function headersOf({ headers }: IncomingMessage): Headers {
  const sent = new Headers()
  for (const [name, value] of Object.entries(headers))
    if (!OF_THE_CONNECTION.has(name) && value !== undefined) sent.set(name, String(value))
  return sent
}

function replyHeaders({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !OF_THE_CONNECTION.has(name)))
}
