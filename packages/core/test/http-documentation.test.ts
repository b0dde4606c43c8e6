import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { idempotencyStore, type Kernel } from '../src/index.ts'
import { boot, documented, plugin, signedIn } from './boot-plugins.ts'

const Thing = Type.Object({ name: Type.String() }, { title: 'Thing' })
const made = (status: number) => ({ summary: 'Test', response: { [status]: Thing } })

async function documentOf({ withStore = true } = {}) {
  const things = plugin('things', {
    configureRoutes: () => ({
      routes: async (app) => {
        app.get('/', { schema: made(200) }, () => ({ name: 'a' }))
        app.get(
          '/text',
          {
            schema: documented({
              response: { 200: { content: { 'text/plain': { schema: Type.String() } } } },
            }),
          },
          () => 'a',
        )
        app.post('/', { schema: made(201) }, () => ({ name: 'a' }))
        app.post('/act', { schema: made(200) }, () => ({ name: 'a' }))
        app.post('/declared', { config: { creates: true }, schema: made(200) }, () => ({ name: 'a' }))
        app.post('/refused', { config: { creates: false }, schema: made(202) }, () => ({ name: 'a' }))
        app.put('/', { schema: made(200) }, () => ({ name: 'a' }))
        app.put('/text', { schema: made(200) }, () => ({ name: 'a' }))
        const day = Type.Object({ day: Type.String() })
        app.get('/by-day', { schema: { ...made(200), querystring: day } }, () => ({ name: 'a' }))
        app.patch('/by-day', { schema: made(200) }, () => ({ name: 'a' }))
        app.put('/unreadable', { schema: made(200) }, () => ({ name: 'a' }))
      },
      public: async (app) => {
        app.get('/', { schema: made(200) }, () => ({ name: 'a' }))
        app.post('/', { schema: made(201) }, () => ({ name: 'a' }))
      },
    }),
  })
  const store = plugin('store', {
    registerServices: ({ registerService }) =>
      registerService(idempotencyStore, () => ({ find: forbidden, claim: forbidden })),
  })
  return boot([...signedIn(), ...(withStore ? [store] : []), things])
}

const forbidden = (): never => {
  throw new Error('not asked here')
}

/** Which header parameters an operation has, and which answers beside those of every operation. */
function httpOf(kernel: Kernel, method: string, path: string) {
  const operation = kernel.document().paths[path]?.[method]
  const parameters = (operation?.parameters ?? []).map(({ $ref }) => $ref?.split('/').at(-1))
  const answers = Object.keys(operation?.responses ?? {}).filter((status) =>
    /^(304|409|412|422)$/.test(status),
  )
  const success = Object.entries(operation?.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1]
  const headers = Object.keys(success?.['headers'] ?? {})
  const others = headers.filter((name) => !/^(RateLimit|X-Request-Id)/.test(name))
  return { parameters, answers, headers: others }
}

test.each([
  ['get', '/api/things', ['IfNoneMatch'], ['304'], ['ETag']],
  ['get', '/api/things/text', [], [], []],
  ['post', '/api/things', ['IdempotencyKey'], ['409', '422'], ['Idempotent-Replayed', 'Location']],
  ['post', '/api/things/act', [], [], []],
  ['post', '/api/things/declared', ['IdempotencyKey'], ['409', '422'], ['Idempotent-Replayed']],
  ['post', '/api/things/refused', [], [], []],
  ['put', '/api/things', ['IfMatch', 'IfNoneMatchAny'], ['412'], []],
  ['put', '/api/things/unreadable', [], [], []],
  ['put', '/api/things/text', [], [], []],
  ['patch', '/api/things/by-day', [], [], []],
  ['get', '/api/public/things', [], [], []],
  ['post', '/api/public/things', [], [], []],
])(
  '%s %s documents the headers %j and the answers %j',
  async (method, path, parameters, answers, headers) => {
    expect(httpOf(await documentOf(), method, path)).toEqual({ parameters, answers, headers })
  },
)

test('every operation documents X-Request-Id, of success and of any problem', async () => {
  const operations = Object.values((await documentOf()).document().paths).flatMap((item) =>
    Object.values(item),
  )
  const answers = operations.flatMap(({ responses = {} }) => Object.entries(responses))
  const without = answers.filter(
    ([status, { headers }]) => /^2|default/.test(status) && !Object.hasOwn(headers as object, 'X-Request-Id'),
  )
  expect(answers.length).toBeGreaterThan(20)
  expect(without).toEqual([])
})

test('referenced components occur once, in the whole document and in that of a plugin', async () => {
  const kernel = await documentOf()
  for (const document of [kernel.document(), kernel.pluginDocument('things')]) {
    const text = JSON.stringify(document?.paths)
    for (const [, kind, name] of text.matchAll(/"#\/components\/(parameters|headers)\/(\w+)"/g)) {
      expect(document?.components[kind as 'parameters' | 'headers']).toHaveProperty(name ?? '')
    }
    expect(text).not.toContain('x-creates')
    expect(text).not.toContain('x-personal')
  }
})

test('without a store, no operation documents Idempotency-Key', async () => {
  expect(httpOf(await documentOf({ withStore: false }), 'post', '/api/things')).toEqual({
    parameters: [],
    answers: [],
    headers: [],
  })
})
