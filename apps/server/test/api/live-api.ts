import type { Kernel, OpenApiDocument } from '@tributary/core'
import {
  createListenBrainzSimulator,
  type ListenBrainzSimulator,
} from '@tributary/integration-listenbrainz/simulator'
import { afterAll, beforeAll } from 'vitest'
import { readConfiguration } from '../../src/configuration.ts'
import { makeKernel } from '../../src/make-kernel.ts'
import { injectStream } from '../inject-stream.ts'
import { otherIntegrations } from '../other-integrations.ts'
import { endpointsSetting } from '../requests/endpoints-setting.ts'
import { ADMIN, temporaryDirectory } from '../server-process.ts'

export interface LiveOperation {
  readonly at: string
  readonly method: string
  readonly path: string
  readonly operationId: string
  readonly parameters: readonly LiveParameter[]
  /** By content type. */
  readonly body: Readonly<Record<string, { readonly example: unknown }>>
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

export interface LiveParameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  /** What a form is prefilled with; `undefined` where it is empty. */
  readonly example: Example
}

/** Of a parameter; several values of one that may be repeated. */
type Example = string | number | boolean | readonly (string | number)[] | undefined

export interface LiveReply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
}

/** Titles of the same two days, so that lists have more than one page. */
const VIEWINGS = 'Title,Date\n"Roma","10/31/26"\n"Dark","10/30/26"\n"Mank","10/29/26"\n'

/** One or more of each kind: by OAuth, by a key, by files, and providers. */
const KNOWN = [
  'fitbit',
  'google-fit',
  'lastfm',
  'listenbrainz',
  'netflix',
  'ntfy',
  'oidc',
  'oura',
  'slack',
  'spotify',
  'tiktok',
  'tmdb',
  'webhook',
  'youtube',
]

/** A server with all plugins but integrations that are like these, an administrator who is signed in, and a little data of every kind that needs no provider. */
export function useLiveApi() {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let listenBrainz: ListenBrainzSimulator
  let kernel: Kernel
  let cookie = ''

  const send = async (request: {
    readonly method: string
    readonly url: string
    readonly headers?: Readonly<Record<string, string>>
    readonly payload?: object | string | undefined
  }): Promise<LiveReply> => {
    const { payload, headers = {}, ...rest } = request
    const options = {
      ...rest,
      headers: { cookie, ...headers },
      ...(payload === undefined ? {} : { payload }),
    }
    const reply = await injectStream(kernel, options)
    const isJson = /json/.test(String(reply.headers['content-type'])) && reply.payload !== ''
    return {
      status: reply.statusCode,
      headers: reply.headers,
      body: isJson ? JSON.parse(reply.payload) : reply.payload,
    }
  }

  const signIn = async (): Promise<void> => {
    const reply = await send({ method: 'POST', url: '/api/accounts/sign-in/email', payload: ADMIN })
    cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
  }

  beforeAll(async () => {
    directory = await temporaryDirectory()
    listenBrainz = await createListenBrainzSimulator()
    const configuration = readConfiguration({
      PROVIDER_ENDPOINTS: endpointsSetting(listenBrainz),
      DATA_DIR: directory.path,
      DISABLED_PLUGINS: otherIntegrations(KNOWN),
      LOG_LEVEL: 'silent',
      ADMIN_EMAIL: ADMIN.email,
      ADMIN_PASSWORD: ADMIN.password,
    })
    const clients = ['SPOTIFY', 'FITBIT', 'OURA', 'YOUTUBE'].flatMap((name) => [
      [`${name}_CLIENT_ID`, 'client'],
      [`${name}_CLIENT_SECRET`, 'secret'],
    ])
    const environment = Object.fromEntries(clients) as Record<string, string>
    kernel = makeKernel(configuration, { worker: true, log: 'stderr', environment })
    await kernel.boot()
    await signIn()
    const apiKey = listenBrainz.controls.grant().accessToken
    await send({ method: 'POST', url: '/api/listenbrainz/connect', payload: { apiKey } })
    await prepare(send)
  }, 60_000)

  afterAll(async () => {
    await kernel.stop()
    await listenBrainz.stop()
    await directory[Symbol.asyncDispose]()
  })

  return {
    send,
    signIn,
    get kernel() {
      return kernel
    },
    operations: () => operationsOf(kernel.document()),
  }
}

async function prepare(send: ReturnType<typeof useLiveApi>['send']): Promise<void> {
  const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${VIEWINGS}\r\n--b--\r\n`
  const headers = { 'content-type': 'multipart/form-data; boundary=b' }
  const job = await send({ method: 'POST', url: '/api/netflix/import', payload: file, headers })
  const entries = [{ kind: 'manual', label: 'Mood', type: 'number' }]
  for (const name of ['One', 'Two'])
    await send({ method: 'POST', url: '/api/metrics/templates', payload: { name, entries } })
  for (const date of ['2026-11-01', '2026-11-02'])
    await send({ method: 'PUT', url: `/api/metrics/values/manual.mood/${date}`, payload: { value: 1 } })
  const payload = { order: ['manual', 'fitbit'] }
  await send({ method: 'PUT', url: '/api/metrics/preferences/fitbit.steps', payload })
  for (const name of ['one', 'two'])
    await send({ method: 'POST', url: '/api/accounts/keys', payload: { name, scopes: ['*'] } })
  const until = Date.now() + 20_000
  while (Date.now() < until) {
    const { body } = await send({ method: 'GET', url: `/api/jobs/${job.body.id}` })
    if (body.status === 'succeeded') return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the import did not end')
}

interface Described {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly example?: unknown
  readonly schema?: { readonly examples?: readonly unknown[]; readonly default?: unknown }
}

function operationsOf(document: OpenApiDocument): LiveOperation[] {
  const at = <T>(value: T): T => {
    const reference = (value as { readonly $ref?: string } | undefined)?.$ref
    if (reference === undefined) return value
    const [, , kind, name = ''] = reference.split('/')
    return document.components[kind as 'schemas'][name] as T
  }
  const exampleOf = ({ example, schema }: Partial<Described>): unknown => {
    const { examples, default: byDefault } = at(schema) ?? {}
    return example ?? examples?.[0] ?? byDefault
  }
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): LiveOperation => {
      const parameters = (operation.parameters ?? []).map((each) => at(each) as unknown as Described)
      const bodies = Object.entries(operation.requestBody?.content ?? {})
      return {
        at: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        operationId: operation.operationId ?? '',
        parameters: parameters.map((each) => ({
          name: each.name,
          in: each.in,
          required: each.required === true,
          example: exampleOf(each) as Example,
        })),
        body: Object.fromEntries(
          bodies.map(([type, media]) => [type, { example: exampleOf(media as Partial<Described>) }]),
        ),
        responses: operation.responses ?? {},
      }
    }),
  )
}

const ANY_ID = '0199f1c2-5a3e-7b1a-9c60-2f0d7e6b8a41'

/** The address of an operation with the examples of its path, and of its query where `isAsked`. */
export function addressOf(
  { path, parameters }: LiveOperation,
  isAsked: (parameter: LiveParameter) => boolean = () => false,
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const example = parameters.find((each) => each.in === 'path' && each.name === name)?.example
    return encodeURIComponent(String(name === 'id' ? ANY_ID : (example ?? name)))
  })
  const query = new URLSearchParams()
  for (const each of parameters)
    if (each.in === 'query' && each.example !== undefined && isAsked(each))
      for (const value of [each.example].flat()) query.append(each.name, String(value))
  return query.size === 0 ? filled : `${filled}?${query.toString()}`
}
