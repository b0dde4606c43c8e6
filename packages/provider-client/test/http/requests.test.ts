import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@tributary/core'
import { type HttpAnswer, IntegrationError, isIntegrationError, nextLink } from '@tributary/integration-kit'
import { type ApiDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type Authorizer,
  createProviderHttp,
  openEgress,
  type ProviderFetch,
  parseAllowList,
} from '../../src/index.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly type: string | undefined
  readonly accept: string | undefined
  readonly body: string
}

/** A provider on the loopback interface that remembers what it was asked. */
async function provider(
  answer: (request: Seen, response: ServerResponse) => void,
): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = []
  const listen = async (request: IncomingMessage, response: ServerResponse) => {
    const one = await seenOf(request)
    seen.push(one)
    answer(one, response)
  }
  const server = createServer((request, response) => void listen(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, seen }
}

async function seenOf(request: IncomingMessage): Promise<Seen> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  const { method, url, headers } = request
  return { method, url, type: headers['content-type'], accept: headers.accept, body }
}

interface ClientOptions {
  readonly authorizer?: Authorizer
  readonly classify?: NonNullable<ApiDefinition['classify']>
  readonly allow?: string
}

function client(baseUrl: string, { authorizer, classify, allow = '127.0.0.1' }: ClientOptions = {}) {
  const egress = openEgress({ allow: parseAllowList(allow) })
  closing.push(() => egress.close())
  const fetch: ProviderFetch = egress.fetch
  return createProviderHttp({
    api: { baseUrl, ...(classify === undefined ? {} : { classify }) },
    authorizer,
    budget: undefined,
    fetch,
    signal: new AbortController().signal,
    logger: silentLogger,
  })
}

const Anything = Type.Unknown()
const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (isIntegrationError(error) ? error.code : String(error)),
  )

describe('a request', () => {
  it('sends a form, JSON or text, by any method, with lists in its query', async () => {
    const { url, seen } = await provider((_request, response) => response.end('{}'))
    const http = client(url)
    await http.post('/a', {
      schema: Anything,
      form: { action: 'getmeas', types: [1, 4], skipped: undefined },
    })
    await http.request({ method: 'PUT', path: '/b', schema: Anything, json: { steps: 1 } })
    await http.request({
      method: 'PATCH',
      path: '/c',
      schema: Anything,
      text: 'a,b',
      headers: { 'content-type': 'text/csv' },
    })
    await http.request({
      method: 'DELETE',
      path: '/d',
      schema: Anything,
      query: { id: ['x', 'y z'], all: true, none: undefined },
    })
    expect(seen.map(({ method, url: path, type, body }) => [method, path, type, body])).toEqual([
      ['POST', '/v1/a', 'application/x-www-form-urlencoded', 'action=getmeas&types=1&types=4'],
      ['PUT', '/v1/b', 'application/json', '{"steps":1}'],
      ['PATCH', '/v1/c', 'text/csv', 'a,b'],
      ['DELETE', '/v1/d?id=x&id=y+z&all=true', undefined, ''],
    ])
  })

  it('returns the whole response: status, headers and body', async () => {
    const { url } = await provider((_request, response) =>
      response.writeHead(201, { 'x-left': '7' }).end('{"n":1}'),
    )
    const answer = await client(url).request({
      method: 'GET',
      path: '/a',
      schema: Type.Object({ n: Type.Number() }),
    })
    expect([answer.status, answer.headers.get('x-left'), answer.body]).toEqual([201, '7', { n: 1 }])
  })

  it('of 204 has no body', async () => {
    const { url } = await provider((_request, response) => response.writeHead(204).end())
    const answer = await client(url).request({ method: 'DELETE', path: '/a', schema: Type.Undefined() })
    expect(answer.body).toBeUndefined()
  })

  it('to an address that the egress guard refuses fails as bad configuration, with what an administrator must do', async () => {
    const { url, seen } = await provider((_request, response) => response.end('{}'))
    const asking = client(url, { allow: '10.0.0.1' }).get('/a', { schema: Anything })
    await expect(asking).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('EGRESS_ALLOW'),
    })
    expect(seen).toEqual([])
  })
})

describe('an answer', () => {
  const answering = (type: string, body: string) =>
    provider((_request, response) => response.writeHead(200, { 'content-type': type }).end(body))

  it('is a success without being read where the request accepts nothing, and an error as any other', async () => {
    const page = await answering('text/html', '<p>thank you')
    const schema = Type.Undefined()
    expect(await client(page.url).post('/a', { accept: 'nothing', schema, text: 'b' })).toBeUndefined()
    const { url } = await provider((_request, response) => response.writeHead(503).end('down'))
    expect(await codeOf(client(url).post('/a', { accept: 'nothing', schema, text: 'b' }))).toBe('upstream')
  })

  it('is read as text, CSV or XML where the request accepts that, and checked alike', async () => {
    const text = await answering('text/calendar', 'BEGIN:VCALENDAR')
    expect(await client(text.url).get('/a', { accept: 'text', schema: Type.String() })).toBe(
      'BEGIN:VCALENDAR',
    )
    expect(text.seen[0]?.accept).toMatch(/^text\/plain/)

    const csv = await answering('text/csv', '\uFEFFdate,title\n2026-11-01,"a, b"\n')
    const Rows = Type.Array(Type.Object({ date: Type.String(), title: Type.String() }))
    expect(await client(csv.url).get('/a', { accept: 'csv', schema: Rows })).toEqual([
      { date: '2026-11-01', title: 'a, b' },
    ])

    const feed =
      '<?xml version="1.0"?><rss><channel><item><guid p="1">007</guid></item><item><guid>8</guid></item></channel></rss>'
    const xml = await answering('application/rss+xml', feed)
    const Item = Type.Object({
      guid: Type.Union([Type.String(), Type.Object({ '#text': Type.String(), '@p': Type.String() })]),
    })
    const Feed = Type.Object({ rss: Type.Object({ channel: Type.Object({ item: Type.Array(Item) }) }) })
    const body = await client(xml.url).get('/a', { accept: 'xml', schema: Feed })
    expect(body.rss.channel.item).toEqual([{ guid: { '#text': '007', '@p': '1' } }, { guid: '8' }])
  })

  it.each([
    ['csv', 'text/csv', 'a,b\n1,2,3\n', 'invalid_data'],
    ['xml', 'text/xml', '<rss><channel></rss>', 'invalid_data'],
    ['xml', 'text/plain', 'Service down for maintenance <', 'upstream'],
    ['csv', 'text/html', '<!doctype html><title>Maintenance</title>', 'upstream'],
    ['text', 'text/html', '<!doctype html><title>Maintenance</title>', 'upstream'],
  ] as const)('accepted as %s that is %s %j is %s', async (accept, type, body, code) => {
    const { url } = await answering(type, body)
    expect(await codeOf(client(url).get('/a', { accept, schema: Anything }))).toBe(code)
  })
})

describe('a refusal inside of a 200', () => {
  const slack = ({ body }: HttpAnswer) => {
    const { ok, error } = (body ?? {}) as { ok?: boolean; error?: string }
    if (ok !== false) return undefined
    return error === 'token_expired'
      ? new IntegrationError('auth_expired', 'Slack rejected the token.', { raw: body })
      : new IntegrationError('invalid_data', `Slack refused: ${error}.`, { raw: body })
  }
  const authorizerOf = (renewals: string[]): Authorizer => ({
    authorize: async () => ({
      headers: { authorization: `Bearer token-${renewals.length}` },
      version: renewals.length,
    }),
    renew: async () => void renewals.push('renewed'),
  })

  it('is found before the shape is checked, and its error is thrown without the token', async () => {
    const { url } = await provider((_request, response) =>
      response.end('{"ok":false,"error":"bad Bearer token-0"}'),
    )
    const asking = client(url, { classify: slack, authorizer: authorizerOf([]) }).get('/a', {
      schema: Type.Object({ user: Type.String() }),
    })
    const error = await asking.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'invalid_data', message: expect.stringContaining('Slack refused') })
    expect(
      JSON.stringify([(error as IntegrationError).message, (error as IntegrationError).raw]),
    ).not.toContain('token-0')
  })

  it('that reports expiry renews the credentials once, and the request is sent again', async () => {
    let asked = 0
    const { url } = await provider((_request, response) =>
      response.end(asked++ === 0 ? '{"ok":false,"error":"token_expired"}' : '{"ok":true,"user":"u1"}'),
    )
    const renewals: string[] = []
    const http = client(url, { classify: slack, authorizer: authorizerOf(renewals) })
    expect(await http.get('/a', { schema: Type.Object({ user: Type.String() }) })).toMatchObject({
      user: 'u1',
    })
    expect([asked, renewals.length]).toEqual([2, 1])
  })

  it('that reports expiry again after a refresh ends the run', async () => {
    const { url, seen } = await provider((_request, response) =>
      response.end('{"ok":false,"error":"token_expired"}'),
    )
    const http = client(url, { classify: slack, authorizer: authorizerOf([]) })
    expect(await codeOf(http.get('/a', { schema: Anything }))).toBe('auth_expired')
    expect(seen.length).toBe(2)
  })
})

describe('the next page', () => {
  const Page = Type.Object({ n: Type.Number() })
  /** Three pages, found by `page` in the query or the body; the answer tells the next in every way. */
  const book = () =>
    provider(({ url = '', body }, response) => {
      const n = Number(
        new URL(url, 'http://a').searchParams.get('page') ??
          (body === '' ? 0 : (JSON.parse(body) as { page?: number }).page) ??
          0,
      )
      response.setHeader('x-pagination-current-page', n)
      response.setHeader('x-pagination-page-count', 3)
      if (n < 2)
        response.setHeader(
          'link',
          `<https://h/x?a=1,2>; rel="first"; title="a, \\"b\\"", </v1/a?page=${n + 1}&kept=yes>; rel="prefetch next"`,
        )
      response.end(JSON.stringify({ n }))
    })
  const read = async (pages: AsyncIterable<{ n: number }>) => {
    const found: number[] = []
    for await (const { n } of pages) found.push(n)
    return found
  }

  it('is read from the Link header', async () => {
    const { url, seen } = await book()
    const pages = client(url).pages('/a', {
      schema: Page,
      query: { limit: 5 },
      next: ({ headers }) => nextLink(headers),
    })
    expect(await read(pages)).toEqual([0, 1, 2])
    expect(seen.map((each) => each.url)).toEqual([
      '/v1/a?limit=5',
      '/v1/a?page=1&kept=yes',
      '/v1/a?page=2&kept=yes',
    ])
  })

  it('is read from a counter in other headers', async () => {
    const { url } = await book()
    const number = (headers: Headers, name: string) => Number(headers.get(`x-pagination-${name}`))
    const pages = client(url).pages('/a', {
      schema: Page,
      next: ({ headers }) =>
        number(headers, 'current-page') < number(headers, 'page-count') - 1 && {
          query: { page: number(headers, 'current-page') + 1 },
        },
    })
    expect(await read(pages)).toEqual([0, 1, 2])
  })

  it('is read from the body, and sent in the body of a POST', async () => {
    const { url, seen } = await book()
    const pages = client(url).pages('/a', {
      schema: Page,
      json: { size: 10 },
      next: ({ body: { n } }) => n < 2 && { json: { page: n + 1 } },
    })
    expect(await read(pages)).toEqual([0, 1, 2])
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ['POST', '{"size":10}'],
      ['POST', '{"size":10,"page":1}'],
      ['POST', '{"size":10,"page":2}'],
    ])
  })

  it('that repeats ends with an error, be it a step back or the same page', async () => {
    for (const next of [
      () => ({ query: { page: 1 } }),
      ({ body: { n } }: HttpAnswer<{ n: number }>) => ({ query: { page: (n + 1) % 3 } }),
    ]) {
      const { url, seen } = await book()
      expect(await codeOf(read(client(url).pages('/a', { schema: Page, query: { page: 0 }, next })))).toBe(
        'upstream',
      )
      expect(seen.length).toBeLessThanOrEqual(3)
    }
  })

  it('outside of the API is refused, so that credentials do not leak', async () => {
    const { url } = await book()
    const pages = client(url).pages('/a', { schema: Page, next: () => 'https://other.example/v1/a' })
    expect(await codeOf(read(pages))).toBe('invalid_data')
  })
})
