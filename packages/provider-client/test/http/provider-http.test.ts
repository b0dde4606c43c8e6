import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { silentLogger } from '@tributary/core'
import { IntegrationError, type IntegrationErrorCode, isIntegrationError } from '@tributary/integration-kit'
import { type ApiDefinition } from '@tributary/integration-kit/host'
import { Type } from 'typebox'
import { afterEach, describe, expect, it } from 'vitest'
import { type Authorizer, createProviderHttp, type RateBudget } from '../../src/index.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A provider of a test's own, on the loopback interface. */
async function provider(handle: RequestListener): Promise<string> {
  const server = createServer(handle)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
}

interface ClientOptions {
  readonly authorizer?: Authorizer
  readonly budget?: RateBudget
  readonly classify?: ApiDefinition['classify']
  readonly signal?: AbortSignal
}

const client = (baseUrl: string, { authorizer, budget, classify, signal }: ClientOptions = {}) =>
  createProviderHttp({
    api: { baseUrl, ...(classify === undefined ? {} : { classify }) },
    authorizer,
    budget,
    fetch: (url, init) => fetch(url, { ...init, redirect: 'manual' }),
    signal: signal ?? new AbortController().signal,
    logger: silentLogger,
    now: () => Date.parse('2026-11-21T12:00:00Z'),
  })

const schema = Type.Object({ n: Type.Number() })
const failing = async (promise: Promise<unknown>): Promise<IntegrationError> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!isIntegrationError(error)) throw new Error(`no IntegrationError: ${String(error)}`)
  return error
}

describe('a status of the provider', () => {
  const table: readonly (readonly [number, IntegrationErrorCode])[] = [
    [301, 'upstream'],
    [400, 'invalid_data'],
    [401, 'auth_expired'],
    [403, 'permission_denied'],
    [404, 'invalid_data'],
    [408, 'upstream'],
    [410, 'cursor_expired'],
    [422, 'invalid_data'],
    [425, 'upstream'],
    [429, 'rate_limit'],
    [500, 'upstream'],
    [501, 'invalid_data'],
    [502, 'upstream'],
    [503, 'upstream'],
  ]
  it.each(table)('%i is %s', async (status, code) => {
    const url = await provider((_request, response) => response.writeHead(status).end('{}'))
    expect((await failing(client(url).get('/a', { schema }))).code).toBe(code)
  })

  it.each([
    ['{"message":"No such day."}', 'No such day.'],
    ['{"error":{"errors":[{"message":"Quota."}]}}', 'Quota.'],
    // FastAPI's form (Oura).
    [
      '{"detail":[{"loc":["query","start_date"],"msg":"Field required","type":"missing"}]}',
      'query.start_date: Field required',
    ],
    ['{"detail":[{"msg":"Field required"}]}', 'Field required'],
    ['{"detail":"Not a date."}', 'Not a date.'],
    ['{}', 'the answer gives no reason.'],
  ])('contains the provider’s own sentence: %s', async (body, sentence) => {
    const url = await provider((_request, response) => response.writeHead(422).end(body))
    expect((await failing(client(url).get('/a', { schema }))).message).toMatch(
      new RegExp(`\\(422\\): ${sentence.replaceAll('.', '\\.')}$`),
    )
  })

  it('is classified by the provider’s definition before the table', async () => {
    const url = await provider((_request, response) => response.writeHead(403).end('{"reason":"quota"}'))
    const classify: ApiDefinition['classify'] = ({ body }) =>
      (body as { reason?: string }).reason === 'quota'
        ? new IntegrationError('rate_limit', 'quota')
        : undefined
    expect((await failing(client(url, { classify }).get('/a', { schema }))).code).toBe('rate_limit')
  })

  it('contains the provider’s own message, if it has one', async () => {
    const url = await provider((_request, response) =>
      response.writeHead(400).end('{"error":{"code":400,"message":"The range is too long."}}'),
    )
    expect((await failing(client(url).get('/a', { schema }))).message).toMatch(/The range is too long/)
  })
})

describe('a time to wait', () => {
  it.each([
    [{ 'retry-after': '30' }, 30],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:01:00 GMT' }, 60],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon', 'fitbit-rate-limit-reset': '90' }, 90],
    [{ 'x-ratelimit-reset': String(Date.parse('2026-11-21T12:10:00Z') / 1000) }, 600],
    [{ 'x-ratelimit-reset': '45' }, 45],
    [{}, undefined],
  ])('%j is %s seconds, for all processes', async (headers, seconds) => {
    const url = await provider((_request, response) => response.writeHead(429, headers).end())
    const blocked: number[] = []
    const budget = {
      take: async () => {},
      block: async (for_: number) => void blocked.push(for_),
      report: async () => {},
    }
    expect((await failing(client(url, { budget }).get('/a', { schema }))).retryAfterSeconds).toBe(seconds)
    expect(blocked).toEqual(seconds === undefined ? [] : [seconds])
  })

  it('is raised by the budget before anything is sent', async () => {
    let requests = 0
    const url = await provider((_request, response) => {
      requests += 1
      response.end('{"n":1}')
    })
    const budget = {
      take: async () => {
        throw new IntegrationError('rate_limit', 'wait', { retryAfterSeconds: 7 })
      },
      block: async () => {},
      report: async () => {},
    }
    expect(await failing(client(url, { budget }).get('/a', { schema }))).toMatchObject({
      retryAfterSeconds: 7,
    })
    expect(requests).toBe(0)
  })
})

describe('an answer', () => {
  const answering = (
    body: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) => provider((_request, response) => response.writeHead(200, headers).end(body))

  it('is read if it has the shape, with any other members', async () => {
    expect(await client(await answering('{"n":1,"more":true}')).get('/a', { schema })).toEqual({
      n: 1,
      more: true,
    })
    expect(await client(await answering('{"n":1}', {})).get('/a', { schema })).toEqual({ n: 1 })
  })

  it('of another shape is distinguished from a broken one', async () => {
    const other = await failing(client(await answering('{"n":"one"}')).get('/a', { schema }))
    expect(other).toMatchObject({ code: 'invalid_data', raw: { n: 'one' } })
    expect(other.message).toMatch(/\/n must be number/)
    expect((await failing(client(await answering('{"n":')).get('/a', { schema }))).code).toBe('invalid_data')
    const page = await answering('<h1>Maintenance</h1>', { 'content-type': 'text/html' })
    expect((await failing(client(page).get('/a', { schema }))).code).toBe('upstream')
  })

  it('that breaks off, and a provider that is not there, are tried again later', async () => {
    const cut = await provider((_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"n":')
      setTimeout(() => response.destroy(), 10)
    })
    expect((await failing(client(cut).get('/a', { schema }))).code).toBe('upstream')
    expect((await failing(client('http://127.0.0.1:1/v1').get('/a', { schema }))).code).toBe('upstream')
  })

  it('is not waited for once the run has been stopped', async () => {
    const url = await provider(() => {})
    const stop = new AbortController()
    const waiting = client(url, { signal: stop.signal }).get('/a', { schema })
    stop.abort(new Error('stopped'))
    await expect(waiting).rejects.toThrow('stopped')
  })
})

describe('credentials', () => {
  /** Answers 401 until it is shown the token. */
  const guarded = (token: string, seen: string[] = []) =>
    provider((request, response) => {
      seen.push(request.headers.authorization ?? '')
      const ok = request.headers.authorization === `Bearer ${token}`
      response
        .writeHead(ok ? 200 : 401)
        .end(ok ? '{"n":1}' : `{"error":"bad ${request.headers.authorization}"}`)
    })
  const bearer = (token: string, version: number) => ({
    headers: { authorization: `Bearer ${token}` },
    version,
  })

  it('are renewed once after 401, and the request is repeated', async () => {
    const seen: string[] = []
    let version = 1
    const authorizer: Authorizer = {
      authorize: async () => bearer(version === 1 ? 'old' : 'new', version),
      renew: async (refused) => {
        version = refused.version + 1
      },
    }
    expect(await client(await guarded('new', seen), { authorizer }).get('/a', { schema })).toEqual({ n: 1 })
    expect(seen).toEqual(['Bearer old', 'Bearer new'])
  })

  it('that are refused again end the run, and are not stored with it', async () => {
    let renewals = 0
    const authorizer: Authorizer = {
      authorize: async () => bearer(`secret-token-${renewals}`, renewals),
      renew: async () => void (renewals += 1),
    }
    const error = await failing(client(await guarded('another'), { authorizer }).get('/a', { schema }))
    expect([error.code, renewals]).toEqual(['auth_expired', 1])
    const url = await provider((request, response) =>
      response.writeHead(400).end(JSON.stringify({ message: `Bad token ${request.headers.authorization}` })),
    )
    const kept = await failing(client(url, { authorizer }).get('/a', { schema }))
    expect(JSON.stringify([kept.message, kept.raw])).not.toContain('secret-token')
  })

  it('are sent only to the provider’s API', async () => {
    const seen: string[] = []
    const url = await guarded('t', seen)
    const authorizer: Authorizer = { authorize: async () => bearer('t', 1), renew: async () => {} }
    const http = client(url, { authorizer })
    for (const path of [
      'https://evil.example/v1/a',
      `${url}/../v2/a`,
      'http://127.0.0.1:1/v1/a',
      '/../admin',
    ])
      expect((await failing(http.get(path, { schema }))).code).toBe('invalid_data')
    expect(seen).toEqual([])
    expect(await http.get(`${url}/next?page=2`, { schema })).toEqual({ n: 1 })
  })

  it('may be in the query', async () => {
    const url = await provider((request, response) =>
      response.end(
        JSON.stringify({ n: Number(new URL(request.url ?? '', 'http://a').searchParams.get('key')) }),
      ),
    )
    const authorizer: Authorizer = {
      authorize: async () => ({ headers: {}, query: { key: '7' }, version: 1 }),
      renew: async () => {},
    }
    expect(await client(url, { authorizer }).get('/a', { schema, query: { limit: 1 } })).toEqual({ n: 7 })
  })
})

it('pages are requested one after the other, until there is no next', async () => {
  const asked: string[] = []
  const url = await provider((request, response) => {
    asked.push(request.url ?? '')
    const page = Number(new URL(request.url ?? '', 'http://a').searchParams.get('page') ?? 0)
    response.end(JSON.stringify({ n: page, next: page < 2 ? page + 1 : undefined }))
  })
  const Paged = Type.Object({ n: Type.Number(), next: Type.Optional(Type.Number()) })
  const found: number[] = []
  const next = ({ body }: { body: { next?: number } }) =>
    body.next === undefined ? undefined : { query: { page: body.next } }
  for await (const body of client(url).pages('/a', { schema: Paged, query: { limit: 5 }, next }))
    found.push(body.n)
  expect(found).toEqual([0, 1, 2])
  expect(asked).toEqual(['/v1/a?limit=5', '/v1/a?limit=5&page=1', '/v1/a?limit=5&page=2'])
})

it('a post sends JSON', async () => {
  const url = await provider((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => void chunks.push(chunk))
    request.on('end', () =>
      response.end(`{"n":${(JSON.parse(String(Buffer.concat(chunks))) as { n: number }).n + 1}}`),
    )
  })
  expect(await client(url).post('/a', { schema, json: { n: 1 } })).toEqual({ n: 2 })
})
