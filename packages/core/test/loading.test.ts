import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import {
  contributionPoint,
  createKernel,
  type Kernel,
  type Plugin,
  type PluginContext,
  serviceKey,
} from '../src/index.ts'

const schema = { summary: 'Read', description: 'The text.', response: { 200: Type.String() } }
const open = { access: 'public' } as const

/** A plugin with a public route that answers a text. */
function answering(name: string, text: string, more: Partial<Plugin> = {}): Plugin {
  return {
    name,
    version: '1.0.0',
    configureRoutes: () => ({ public: (app) => void app.get('/', { schema }, () => text) }),
    ...more,
  }
}

async function boot(plugins: readonly Plugin[], added: readonly Plugin[] = []) {
  const kernel = createKernel({ plugins, added, timeLimits: { registerServices: 100, start: 100 } })
  await kernel.boot()
  return Object.assign(kernel, { [Symbol.asyncDispose]: () => kernel.stop() })
}

const read = async (kernel: Kernel, path: string) => {
  const { statusCode, body } = await kernel.app.inject(path)
  return statusCode === 200 ? body : statusCode
}
const stateOf = (kernel: Kernel, name: string) =>
  kernel.report().plugins.find((plugin) => plugin.name === name)

test('a plugin that is loaded is served and documented at once, and gone when it is unloaded', async () => {
  await using kernel = await boot([answering('stays', 'stays')])
  const before = kernel.document()
  expect(await read(kernel, '/api/public/diary')).toBe(404)
  expect(await kernel.load(answering('diary', 'one'))).toMatchObject({
    failure: undefined,
    report: { name: 'diary', state: 'ready', added: true },
  })
  expect(await read(kernel, '/api/public/diary')).toBe('one')
  expect(Object.keys(kernel.document().paths)).toContain('/api/public/diary')
  expect(kernel.pluginDocument('diary')?.tags).toHaveLength(1)
  await kernel.unload('diary')
  expect(await read(kernel, '/api/public/diary')).toBe(404)
  expect(kernel.document()).toEqual(before)
  expect(stateOf(kernel, 'diary')).toBeUndefined()
  expect(await read(kernel, '/api/public/stays')).toBe('stays')
})

test('routes at the root, of several methods and with HEAD, come and go too', async () => {
  const rooted: Plugin = {
    name: 'rooted',
    version: '1.0.0',
    configureRoutes: () => ({
      root: (app) => {
        app.get('/things/:id', { config: open, schema }, () => 'thing')
        app.post('/things', { config: open, schema }, () => 'made')
      },
    }),
  }
  await using kernel = await boot([answering('stays', 'stays')])
  await kernel.load(rooted)
  expect(await read(kernel, '/things/7?x')).toBe(400)
  expect(await read(kernel, '/things/7')).toBe('thing')
  expect((await kernel.app.inject({ method: 'HEAD', url: '/things/7' })).statusCode).toBe(200)
  expect((await kernel.app.inject({ method: 'POST', url: '/things' })).body).toBe('made')
  const clash = await kernel.load({ ...rooted, name: 'other' })
  expect(clash.failure).toContain('which plugin "rooted" has declared')
  await kernel.unload('rooted')
  expect(await read(kernel, '/things/7')).toBe(404)
  expect(await kernel.load({ ...rooted, name: 'other' })).toMatchObject({ failure: undefined })
  expect(await read(kernel, '/things/7')).toBe('thing')
})

test('a path with encoded letters or with the host reaches a plugin that can be reloaded, as any other', async () => {
  await using kernel = await boot([answering('stays', 'stays')], [answering('diary', 'one')])
  await kernel.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = kernel.app.server.address() as AddressInfo
  const statusOf = async (path: string) => {
    const sent = httpRequest({ host: '127.0.0.1', port, path }).end()
    const [response] = (await once(sent, 'response')) as [{ statusCode: number; resume(): void }]
    response.resume()
    return response.statusCode
  }
  for (const name of ['stays', 'diary'])
    for (const path of ['/%61pi/public/NAME', '/api/%70ublic/NAME', 'http://x.example/api/public/NAME'])
      expect(await statusOf(path.replace('NAME', name)), `${name} ${path}`).toBe(200)
  expect([await statusOf('/api/public/%64iary'), await statusOf('/api/public/%73tays')]).toEqual([200, 200])
  expect([await statusOf('/api/public/%'), await statusOf('*'), await statusOf('/%E0%A4%A')]).toEqual([
    400, 404, 400,
  ])
})

test('a plugin with a parameter or a wildcard at the root takes only what no plugin has more exactly', async () => {
  const rooted = (name: string, paths: readonly string[], more: Partial<Plugin> = {}): Plugin => ({
    name,
    version: '1.0.0',
    configureRoutes: () => ({
      root: (app) => {
        for (const path of paths)
          app.get(path, { config: open, schema: { ...schema, hide: true } }, () => name)
      },
    }),
    ...more,
  })
  await using kernel = await boot([rooted('server', ['/', '/health', '/pages/:page'])])
  const wide = rooted('wide', ['/:page', '/*', '/pages/*', '/folder/'])
  expect(await kernel.load(wide)).toMatchObject({ failure: undefined })
  for (const path of ['/', '/health', '/health?x', '/pages/one'])
    expect(await read(kernel, path), path).toBe('server')
  for (const path of ['/other', `/${'x'.repeat(900)}`, '/pages/one/two', '/folder/'])
    expect(await read(kernel, path), path).toBe('wide')
  expect(await kernel.load(rooted('narrow', ['/other']))).toMatchObject({ failure: undefined })
  expect(await read(kernel, '/other')).toBe('narrow')
  await kernel.unload('narrow')
  expect(await read(kernel, '/other')).toBe('wide')
  await kernel.unload('wide')
  expect(await read(kernel, '/other')).toBe(404)
  expect(await read(kernel, '/health')).toBe('server')
})

test('a reload takes over between two requests; what was open finishes on the old one, which stops after it', async () => {
  const events: string[] = []
  let finish = () => {}
  const held = new Promise<void>((resolve) => {
    finish = resolve
  })
  const slow = (name: string, text: string): Plugin => ({
    name,
    version: '1.0.0',
    configureRoutes: () => ({
      public: (app) => {
        app.get('/', { schema }, () => text)
        app.get('/slow', { schema }, async () => {
          events.push(`${text} answers`)
          await held
          return text
        })
      },
    }),
    start: () => void events.push(`${text} starts`),
    stop: () => void events.push(`${text} stops`),
  })
  await using kernel = await boot([], [slow('diary', 'one')])
  await kernel.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = kernel.app.server.address() as AddressInfo
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  const opened = get('/api/public/diary/slow')
  while (!events.includes('one answers')) await delay(1)
  await kernel.load(slow('diary', 'two'))
  expect(await get('/api/public/diary')).toBe('two')
  expect(events).toEqual(['one starts', 'one answers', 'two starts'])
  finish()
  expect(await opened).toBe('one')
  await kernel.retired()
  expect(events).toEqual(['one starts', 'one answers', 'two starts', 'one stops'])
})

test('services and contributions are those of the generation that asks, and are disposed of with it', async () => {
  const words = serviceKey<{ word: string }>('words')
  const lists = contributionPoint<string>('lists')
  const disposed: string[] = []
  const refreshed: string[][] = []
  let context: PluginContext | undefined
  const keeper: Plugin = {
    name: 'keeper',
    version: '1.0.0',
    start: (own) => void (context = own),
    refresh: (own) => void refreshed.push(own.getContributions(lists).map(({ value }) => value)),
  }
  const giver = (word: string): Plugin =>
    ({
      name: 'giver',
      version: '1.0.0',
      registerServices(own) {
        own.registerService(words, () => ({ word }), { dispose: () => void disposed.push(word) })
        own.contribute(lists, word)
      },
      configureRoutes: (own) => ({
        public: (app) => void app.get('/', { schema }, () => own.getService(words).word),
      }),
    }) satisfies Plugin
  await using kernel = await boot([keeper])
  await kernel.load(giver('one'))
  expect(await read(kernel, '/api/public/giver')).toBe('one')
  expect(kernel.getService(words).word).toBe('one')
  await kernel.load(giver('two'))
  expect(await read(kernel, '/api/public/giver')).toBe('two')
  expect(context?.getContributions(lists)).toMatchObject([{ plugin: 'giver', value: 'two' }])
  await kernel.retired()
  expect(disposed).toEqual(['one'])
  await kernel.unload('giver')
  await kernel.retired()
  expect(disposed).toEqual(['one', 'two'])
  expect(context?.getContributions(lists)).toEqual([])
  expect(refreshed).toEqual([['one'], ['two'], []])
  expect(kernel.services().services).toEqual([{ name: 'kernel', providedBy: 'kernel', usedBy: [] }])
})

test('what others use is neither unloaded nor replaced, and what belongs to the server is not either', async () => {
  const words = serviceKey<string>('words')
  const giver: Plugin = {
    name: 'giver',
    version: '1.0.0',
    registerServices: (context) => context.registerService(words, () => 'word'),
  }
  const taker = (name: string): Plugin => ({ name, version: '1.0.0', uses: [words] })
  await using kernel = await boot([answering('stays', 'stays')], [giver])
  await kernel.load(taker('first'))
  await kernel.load(taker('second'))
  const inUse = 'first and second use its services: unload first first, second'
  await expect(kernel.unload('giver')).rejects.toMatchObject({
    code: 'IN_USE',
    message: expect.stringContaining(inUse),
  })
  await expect(kernel.load(giver)).rejects.toMatchObject({ code: 'IN_USE' })
  await expect(kernel.unload('stays')).rejects.toMatchObject({ code: 'NOT_REPLACEABLE' })
  await expect(kernel.load(answering('stays', 'mine'))).rejects.toMatchObject({ code: 'NOT_REPLACEABLE' })
  await expect(kernel.unload('nothing')).rejects.toMatchObject({ code: 'NO_SUCH_PLUGIN' })
  await expect(kernel.load(answering('Bad Name', ''))).rejects.toMatchObject({ code: 'BAD_PLUGIN' })
  await kernel.unload('first')
  await kernel.unload('second')
  await kernel.unload('giver')
  expect(await kernel.load(taker('first'))).toMatchObject({
    failure: expect.stringContaining('needs service "words", which no plugin registers'),
  })
})

const nothing = serviceKey('nothing')
const bad: Record<string, { plugin: Omit<Plugin, 'name' | 'version'>; reason: string }> = {
  throws: { plugin: { registerServices: () => Promise.reject(new Error('it throws')) }, reason: 'it throws' },
  'never settles': { plugin: { start: () => new Promise(() => {}) }, reason: 'did not finish within 100 ms' },
  clashes: {
    plugin: {
      configureRoutes: () => ({ root: (app) => void app.get('/taken', { config: open, schema }, () => '') }),
    },
    reason: 'declares route GET /taken, which plugin "stays" has declared',
  },
  'has a bad schema': {
    plugin: {
      configureRoutes: () => ({
        public: (app) =>
          void app.get('/', { schema: { ...schema, querystring: { type: 'nonsense' } } }, () => ''),
      }),
    },
    reason: 'schema that cannot be compiled',
  },
  'has a super-linear pattern': {
    plugin: {
      configureRoutes: () => ({
        public: (app) =>
          void app.get(
            '/:word',
            { schema: { ...schema, params: Type.Object({ word: Type.String({ pattern: '^(a|a)*$' }) }) } },
            () => '',
          ),
      }),
    },
    reason: 'pattern',
  },
  'misses a dependency': { plugin: { uses: [nothing] }, reason: 'needs service "nothing"' },
  'clashes in the document': {
    plugin: { openapiSchema: () => ({ paths: { '/taken': { get: {} } } }) },
    reason: '/taken',
  },
}

const stays = answering('stays', 'stays', {
  configureRoutes: () => ({
    root: (app) => void app.get('/taken', { config: open, schema }, () => 'taken'),
    public: (app) => void app.get('/', { schema }, () => 'stays'),
  }),
})

test.for(Object.entries(bad))(
  'a plugin that %s is refused with the reason, and the rest serve',
  async ([, { plugin, reason }]) => {
    await using kernel = await boot([stays])
    const before = kernel.document()
    const loaded = await kernel.load({ name: 'bad', version: '1.0.0', ...plugin })
    expect(loaded.failure).toContain(reason)
    expect(loaded.report).toMatchObject({ state: 'quarantined', reason: expect.stringContaining(reason) })
    expect(await read(kernel, '/api/public/bad')).toBe(503)
    expect(await read(kernel, '/api/public/stays')).toBe('stays')
    expect(await read(kernel, '/taken')).toBe('taken')
    expect(kernel.document()).toBe(before)
    await expect(kernel.retry('bad')).rejects.toThrow('load it again')
    // Its repair takes the place.
    expect(await kernel.load(answering('bad', 'repaired'))).toMatchObject({ failure: undefined })
    expect(await read(kernel, '/api/public/bad')).toBe('repaired')
  },
)

test.for(Object.entries(bad))(
  'where a new version %s, the one before goes on and says so',
  async ([, { plugin, reason }]) => {
    const events: string[] = []
    const good = answering('diary', 'good', { stop: () => void events.push('stopped') })
    await using kernel = await boot([stays], [good])
    const before = kernel.document()
    const loaded = await kernel.load({ name: 'diary', version: '2.0.0', ...plugin })
    expect(loaded.failure).toContain(reason)
    expect(loaded.report).toMatchObject({
      version: '1.0.0',
      state: 'ready',
      problem: expect.stringContaining(reason),
    })
    expect(await read(kernel, '/api/public/diary')).toBe('good')
    expect(kernel.document()).toBe(before)
    expect(events).toEqual([])
    expect(await kernel.load(answering('diary', 'repaired'))).toMatchObject({ failure: undefined })
    expect(stateOf(kernel, 'diary')?.problem).toBeUndefined()
    await kernel.retired()
    expect(events).toEqual(['stopped'])
  },
)

test('changes that come at once run one after the other, also when the server stops', async () => {
  const running = new Set<string>()
  const live = (text: string) =>
    answering('diary', text, {
      start: async () => {
        await delay(1)
        running.add(text)
      },
      stop: () => void running.delete(text),
    })
  const kernel = await boot([stays])
  const loads = ['one', 'two', 'three'].map((text) => kernel.load(live(text)))
  await Promise.all(loads)
  expect(await read(kernel, '/api/public/diary')).toBe('three')
  const last = kernel.load(live('four'))
  await kernel.stop()
  await last.catch(() => undefined)
  expect(running).toEqual(new Set())
})

test('under requests a reload loses none, on connections that stay open', async () => {
  await using kernel = await boot([stays], [answering('diary', 'version 0')])
  await kernel.app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = kernel.app.server.address() as AddressInfo
  const answers: string[] = []
  const done = new AbortController()
  const ask = async () => {
    while (!done.signal.aborted) {
      const request = httpRequest({ port, host: '127.0.0.1', path: '/api/public/diary' })
      request.end()
      const [response] = await once(request, 'response')
      let text = ''
      for await (const chunk of response) text += String(chunk)
      answers.push(response.statusCode === 200 ? text : `${response.statusCode}`)
    }
  }
  const asking = Array.from({ length: 8 }, ask)
  for (let version = 1; version <= 10; version++)
    expect(await kernel.load(answering('diary', `version ${version}`))).toMatchObject({ failure: undefined })
  done.abort()
  await Promise.all(asking)
  expect(answers.filter((answer) => !answer.startsWith('version'))).toEqual([])
  expect(answers.at(-1)).toBe('version 10')
})
