import { accounts } from '@tributary/accounts'
import type { Kernel } from '@tributary/core'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
} from '@tributary/integration-listenbrainz/simulator'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { answersWithEvents, injectStream } from './inject-stream.ts'
import { type Answer, faultsOf } from './requests/check-answer.ts'
import { endpointsSetting } from './requests/endpoints-setting.ts'
import type { Schema } from './requests/forms.ts'
import {
  everyFocus,
  type GeneratedRequest,
  generateRequest,
  type Known,
  type Operation,
} from './requests/generate-request.ts'
import { Random } from './requests/random.ts'
import { readOperations } from './requests/read-operations.ts'
import { ADMIN, temporaryDirectory } from './server-process.ts'

/** As many as are asked of a release; the others show what a change has broken. */
const REQUESTS = Number(process.env['REQUESTS'] ?? 2_000)
const SEED = 20_261_121

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let listenBrainz: ListenBrainzSimulator
let kernel: Kernel
let key: { authorization: string }
let session: { cookie: string }
const random = new Random(SEED)
/** What exists, by the beginning of the path that knows it. */
const existing: [path: string, known: Known][] = []

beforeAll(async () => {
  directory = await temporaryDirectory()
  listenBrainz = await createListenBrainzSimulator()
  const configuration = readConfiguration({
    PROVIDER_ENDPOINTS: endpointsSetting(listenBrainz),
    DATA_DIR: directory.path,
    LOG_LEVEL: 'silent',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  })
  const environment = { SPOTIFY_CLIENT_ID: 'client', SPOTIFY_CLIENT_SECRET: 'secret' }
  kernel = makeKernel(configuration, { worker: false, log: 'stderr', environment })
  const report = await kernel.boot()
  const failed = report.plugins.filter(({ state }) => state !== 'ready')
  if (failed.length > 0) throw new Error(failed.map(({ name, reason }) => `${name}: ${reason}`).join('\n'))
  const service = kernel.getService(accounts)
  const admin = await service.findUserByEmail(ADMIN.email)
  const created = await service.createKey({ userId: admin?.id ?? '', name: 'test', scopes: ['*'] })
  key = { authorization: `Bearer ${created.key}` }
  const signedIn = await kernel.app.inject({
    method: 'POST',
    url: '/api/accounts/sign-in/email',
    payload: ADMIN,
  })
  session = { cookie: String(signedIn.headers['set-cookie']).split(';')[0] ?? '' }
  await createWhatIsAsked()
})

afterAll(async () => {
  await kernel.stop()
  await listenBrainz.stop()
  await directory[Symbol.asyncDispose]()
})

/** One of each thing that an operation can be asked for, so that requests get past "there is no such thing". */
async function createWhatIsAsked(): Promise<void> {
  const user = { email: 'user@example.org', password: 'correct horse battery', role: 'user' as const }
  const { id } = await kernel.getService(accounts).createUser(user)
  const job = await create('/api/netflix/import', { multipart: 'Title,Date\n"Roma","10/31/26"\n' })
  await create(`/api/jobs/${job}/cancel`, {})
  const entries = [{ kind: 'manual', label: 'Mood', type: 'number' }]
  const template = await create('/api/metrics/templates', { json: { name: 'Mine', entries } })
  const mood = { metric: ['manual.mood', 'fitbit.steps'], date: ['2026-03-01', '9999-12-31', '0001-01-01'] }
  const values = [{ metric: 'manual.mood', date: '2026-03-01', value: 1 }]
  for (const date of mood.date)
    await send({ method: 'PUT', url: `/api/metrics/values/manual.mood/${date}`, payload: { value: 1 } })
  existing.push(
    ['/api/admin/accounts/users', { id: [id, id.toUpperCase()] }],
    ['/api/jobs', { id: [job, job.toUpperCase()] }],
    [
      '/api/metrics/templates',
      { id: [template], from: ['2026-03-01'], to: ['2026-03-02'], entries: [entries] },
    ],
    ['/api/metrics/coverage', { integration: ['fitbit'], from: ['2026-03-01'], to: ['2026-03-02'] }],
    ['/api/metrics/measurements', {}],
    [
      '/api/metrics',
      { ...mood, from: ['9999-12-30', '0001-01-01'], to: ['9999-12-31', '0001-01-08'], values: [values] },
    ],
    ['/api/admin/settings', { plugin: ['spotify', 'fitbit'], key: ['clientId'] }],
  )
}

async function create(url: string, body: { json?: object; multipart?: string }): Promise<string> {
  const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${body.multipart}\r\n--b--\r\n`
  const answer = await send({
    method: 'POST',
    url,
    ...(body.multipart === undefined
      ? { payload: body.json ?? {} }
      : { payload: file, headers: { 'content-type': 'multipart/form-data; boundary=b' } }),
  })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.payload}`)
  return (JSON.parse(answer.rawPayload.toString()) as { id: string }).id
}

function send(request: {
  method: string
  url: string
  headers?: object
  payload?: object | string | undefined
}) {
  const sent = {
    // The document has no method that Fastify does not know.
    method: request.method as 'GET',
    url: request.url,
    headers: { ...key, ...request.headers },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  }
  const [path = ''] = request.url.split('?')
  return answersWithEvents(path) ? injectStream(kernel, sent) : kernel.app.inject(sent)
}

/** Follows no job that waits: its events do not end. Every job is cancelled before. */
async function answerTo(request: GeneratedRequest): Promise<Answer> {
  const { path, takesKeys } = request.operation
  if (path.endsWith('/events')) {
    const [, { id = [] }] = existing.find(([beginning]) => beginning === '/api/jobs') ?? ['', {}]
    await send({ method: 'POST', url: `/api/jobs/${String(id[0])}/cancel` })
  }
  return send(
    takesKeys ? request : { ...request, headers: { ...request.headers, authorization: '', ...session } },
  )
}

/** Nothing that exists is deleted, since the other requests need it. */
const knownFor = ({ method, path }: Operation): Known => {
  const known = existing.find(([beginning]) => path.startsWith(beginning))?.[1] ?? {}
  return method === 'DELETE' ? { ...known, id: [] } : known
}

/** Which of the operations may be asked again and again: no other takes the administrator away from the test. */
const operations = () =>
  readOperations(kernel.document()).filter(({ path }) => !path.endsWith('/rotate-master'))

/** Every form of every part once, in an order of chance; and anything in between and for as long as is wanted. */
function* requests(): Generator<GeneratedRequest> {
  const all = operations()
  const anything = () => {
    const operation = random.pick(all)
    return generateRequest(operation, { random, known: knownFor(operation), focus: undefined })
  }
  const focused = all.flatMap((operation) =>
    everyFocus(operation).map((focus) => ({ operation, focus, order: random.next() })),
  )
  for (const { operation, focus } of focused.toSorted((one, other) => one.order - other.order)) {
    yield generateRequest(operation, { random, known: knownFor(operation), focus })
    if (random.chance(0.4)) yield anything()
  }
  for (;;) yield anything()
}

test(`${REQUESTS} requests of every form that the document allows are answered as documented`, {
  timeout: 60_000 + REQUESTS * 20,
}, async () => {
  const statuses = new Set<number>()
  let count = 0
  for (const request of requests()) {
    const answer = await answerTo(request)
    statuses.add(answer.statusCode)
    const { method, url, payload = '' } = request
    for (const fault of faultsOf(request, answer))
      expect.soft(fault, `${method} ${url.slice(0, 200)} ${payload.slice(0, 200)}`).toBe('')
    if (++count === REQUESTS) break
  }
  // The requests get past the first refusal.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 201, 202, 204, 400, 401, 404, 409, 415]))
})

test('a body of length 0 counts as absent at every operation, with any content type', async () => {
  const types = ['application/x-www-form-urlencoded', 'application/json', 'text/plain', 'nonsense']
  for (const operation of operations().filter(({ method }) => method !== 'GET')) {
    const url = operation.path.replace(/\{\w+\}/g, '1')
    const withoutBody = await send({ method: operation.method, url })
    for (const type of types) {
      const headers = { 'content-type': type, 'content-length': '0' }
      const { statusCode } = await send({ method: operation.method, url, headers })
      expect.soft(statusCode, `${operation.method} ${url} ${type}`).not.toBe(415)
      // A rate limit may strike in between; a second revocation or rotation may find another state.
      if (withoutBody.statusCode === 400) expect.soft(statusCode, `${url} ${type}`).toBe(400)
    }
  }
  const optional = Object.entries(kernel.document().paths).flatMap(([path, item]) =>
    Object.values(item).some(({ requestBody }) => requestBody?.required === false) ? [path] : [],
  )
  const ofIntegrations = optional.map((path) =>
    path.replace(/^\/api\/[\w-]+\/(connect|connections|sync)\b/, '/$1'),
  )
  expect(new Set(ofIntegrations)).toEqual(
    new Set([
      '/api/admin/plugins/instances/{id}/test',
      '/api/admin/settings/{plugin}/test',
      '/connect',
      '/connections/{id}/sync',
      '/sync',
    ]),
  )
})

test('every path of the document answers an unknown method with the allowed ones', async () => {
  const { paths, components } = kernel.document()
  const content = { 'application/problem+json': { schema: components.schemas['Problem'] as Schema } }
  for (const path of Object.keys(paths)) {
    const url = path.replace(/\{\w+\}/g, '1')
    // `/jobs/{id}` takes `/jobs/retry` as well.
    const takers = Object.entries(paths).filter(([other]) => isAddressOf(url, other))
    const taken = new Set(takers.flatMap(([, item]) => Object.keys(item)).map((each) => each.toUpperCase()))
    const allow = [...taken, ...(taken.has('GET') ? ['HEAD'] : [])].toSorted().join(', ')
    for (const method of METHODS.filter((each) => !taken.has(each))) {
      const answer = await send({ method, url, payload: 'x', headers: { 'content-type': 'nonsense' } })
      expect.soft(answer.headers['allow'], `${method} ${url}`).toBe(allow)
      const operation = {
        method,
        path,
        parameters: [],
        body: undefined,
        responses: { 405: { content } },
        takesKeys: true,
      }
      expect.soft(faultsOf({ operation, method, url, headers: {}, payload: undefined }, answer)).toEqual([])
    }
  }
})

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

function isAddressOf(url: string, path: string): boolean {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(url)
}
