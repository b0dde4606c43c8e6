import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accountsCreateKey,
  accountsListKeys,
  createTributaryClient,
  HTTP_ERROR,
  isTributaryProblem,
  jobsGetJob,
  libraryGetSummary,
  libraryListItems,
  Redirection,
  TributaryProblem,
} from '../src/index.ts'
import { type LivePerson, livePerson } from './live/live-person.ts'
import { type LiveServer, startLiveServer } from './live/live-server.ts'

const MISSING = '0197a1c2-9d8e-7f60-9b1a-2c3d4e5f6071'

const refusalOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  )

describe('a refusal of the server', () => {
  let server: LiveServer
  let person: LivePerson
  beforeAll(async () => {
    server = await startLiveServer()
    person = await livePerson(server)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('is a TributaryProblem with the status, the code and the sentence of the server', async () => {
    const problem = await refusalOf(jobsGetJob({ client: person.client, path: { id: MISSING } }))
    expect(problem).toBeInstanceOf(TributaryProblem)
    expect(problem).toMatchObject({
      name: 'TributaryProblem',
      status: 404,
      code: 'JOBS_NOT_FOUND',
      errors: [],
      retryAfterSeconds: undefined,
    })
    if (!isTributaryProblem(problem)) throw problem
    expect(problem.message).toBe(problem.detail)
    expect(problem.instance).toMatch(/^urn:uuid:/)
  })

  test('has all faults of the request at once', async () => {
    const query = { limit: 501, order: 'sideways' as 'asc', from: 'today' }
    const problem = await refusalOf(libraryListItems({ client: person.client, query }))
    expect(problem).toMatchObject({ status: 400, code: 'KERNEL_VALIDATION' })
    const paths = (problem as TributaryProblem).errors.map(({ path }) => path)
    expect(paths.toSorted()).toEqual(['/from', '/limit', '/order'])
  })

  test('keeps the members that only some problems have', async () => {
    const { data } = await accountsCreateKey({
      client: person.session,
      body: { name: 'narrow', scopes: ['library:read'] },
    })
    const narrow = createTributaryClient({ baseUrl: server.url, apiKey: data.key })
    expect(await refusalOf(accountsListKeys({ client: narrow }))).toMatchObject({
      status: 403,
      problem: { requiredScopes: ['accounts:read'] },
    })
  })

  test('of a client without a key or session is 401', async () => {
    const client = createTributaryClient({ baseUrl: server.url })
    expect(await refusalOf(libraryGetSummary({ client }))).toMatchObject({ status: 401 })
  })

  test('is returned, not thrown, where the caller asks for that', async () => {
    const options = { client: person.client, path: { id: MISSING }, throwOnError: false as const }
    const { data, error } = await jobsGetJob(options)
    expect(data).toBeUndefined()
    expect(error?.code).toBe('JOBS_NOT_FOUND')
  })

  test('to send what the caller has is a Redirection with status 304', async () => {
    const { response } = await libraryGetSummary({ client: person.client })
    const headers = { 'If-None-Match': response.headers.get('etag') ?? '' }
    const unchanged = await refusalOf(libraryGetSummary({ client: person.client, headers }))
    expect(unchanged).toBeInstanceOf(Redirection)
    expect(unchanged).toMatchObject({ status: 304 })
  })
})

describe('a refusal by something before the server', () => {
  const answered = async (listener: RequestListener): Promise<unknown> => {
    const proxy = createServer(listener).listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    try {
      const { port } = proxy.address() as AddressInfo
      const client = createTributaryClient({ baseUrl: `http://127.0.0.1:${port}`, apiKey: 'trb_x' })
      return await refusalOf(libraryGetSummary({ client }))
    } finally {
      proxy.close()
    }
  }

  test('is a TributaryProblem too, with the beginning of its page', async () => {
    const problem = await answered((_, response) =>
      response.writeHead(502, { 'content-type': 'text/html' }).end(`<h1>Bad gateway</h1>${'x'.repeat(1000)}`),
    )
    expect(problem).toMatchObject({
      status: 502,
      code: HTTP_ERROR,
      title: 'The server answered 502 Bad Gateway',
    })
    expect((problem as TributaryProblem).detail).toHaveLength(200)
  })

  test('has the time to wait, in seconds or as a date', async () => {
    const after = (value: string) =>
      answered((_, response) => response.writeHead(503, { 'retry-after': value }).end())
    expect(await after('30')).toMatchObject({ status: 503, retryAfterSeconds: 30 })
    const { retryAfterSeconds } = (await after(
      new Date(Date.now() + 60_000).toUTCString(),
    )) as TributaryProblem
    expect(retryAfterSeconds).toBeGreaterThan(55)
    expect(retryAfterSeconds).toBeLessThanOrEqual(60)
    expect(await after('soon')).toMatchObject({ retryAfterSeconds: undefined })
  })

  test('of JSON that is no problem is not mistaken for one', async () => {
    const problem = await answered((_, response) => response.writeHead(500).end('{"error":"no"}'))
    expect(problem).toMatchObject({ status: 500, code: HTTP_ERROR, detail: '{"error":"no"}' })
  })
})
