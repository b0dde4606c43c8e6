import fastifyPlugin from 'fastify-plugin'
import { expect, test } from 'vitest'
import type { Plugin, RoutePlugin } from '../src/index.ts'
import {
  answering,
  boot,
  dependingOn,
  documented,
  forever,
  kernelOf,
  plugin,
  providing,
  reasonOf,
  refusalOf,
  reportOf,
  serving,
  signedIn,
  statesOf,
} from './boot-plugins.ts'

const throws = () => {
  throw new Error('oh no')
}
const rejects = () => Promise.reject(new Error('oh no'))

async function bootBeside(bad: Partial<Plugin>) {
  const kernel = await boot([
    ...signedIn(),
    serving('before'),
    providing(serving('bad', bad)),
    serving('after'),
    providing(serving('dependent', dependingOn('bad'))),
    serving('grandchild', dependingOn('dependent')),
  ])
  const get = (name: string) => kernel.app.inject({ url: `/api/${name}`, headers: { as: 'user' } })
  expect((await get('before')).statusCode).toBe(200)
  expect((await get('after')).statusCode).toBe(200)
  return { kernel, get }
}

test.each([
  ['registerServices throws', { registerServices: throws }, 'oh no'],
  ['registerServices rejects', { registerServices: rejects }, 'oh no'],
  [
    'registerServices hangs',
    { registerServices: forever },
    'registerServices of plugin "bad" did not finish within 80 ms',
  ],
  ['configureRoutes throws', { configureRoutes: throws }, 'oh no'],
  ['routes throw', { configureRoutes: () => ({ routes: throws }) }, 'oh no'],
  ['routes reject', { configureRoutes: () => ({ admin: rejects }) }, 'oh no'],
  [
    'routes hang',
    { configureRoutes: () => ({ public: forever }) },
    'configureRoutes of plugin "bad" did not finish within 80 ms',
  ],
  ['openapiSchema throws', { openapiSchema: throws }, 'oh no'],
  ['start throws', { start: throws }, 'oh no'],
  ['start rejects', { start: rejects }, 'oh no'],
  ['start hangs', { start: forever }, 'start of plugin "bad" did not finish within 80 ms'],
  [
    'start throws a value that is not an error',
    {
      start: () => {
        throw 'a string'
      },
    },
    'a string',
  ],
] as [string, Partial<Plugin>, string][])(
  'when %s, the plugin and its dependents are quarantined and the others serve',
  async (_, bad, reason) => {
    const { kernel, get } = await bootBeside(bad)
    expect(statesOf(kernel)).toEqual({
      accounts: 'ready',
      before: 'ready',
      bad: 'quarantined',
      after: 'ready',
      dependent: 'quarantined',
      grandchild: 'quarantined',
    })
    expect(reasonOf(kernel, 'bad')).toBe(reason)
    expect(reasonOf(kernel, 'dependent')).toBe(
      'registerServices' in bad
        ? `plugin "dependent" needs service "badService", which no plugin registers: add the plugin that does to the plugin list, unless one of these would: "bad" failed: ${reason}`
        : `plugin "dependent" uses service "badService" of plugin "bad", which is quarantined: ${reason}`,
    )
    expect(reasonOf(kernel, 'grandchild')).toContain(
      'plugin "grandchild" uses service "dependentService" of plugin "dependent"',
    )
    for (const name of ['bad', 'dependent', 'grandchild']) {
      const answer = await get(name)
      expect(answer.statusCode).toBe(503)
      expect(answer.json()).toMatchObject({ code: 'KERNEL_PLUGIN_QUARANTINED', status: 503, plugin: name })
      expect(answer.body).not.toContain('oh no')
    }
  },
)

test.each([
  ['throws', async () => throws()],
  ['hangs', forever],
] as [string, RoutePlugin][])(
  'a plugin registered inside a plugin that %s quarantines only that plugin',
  async (_, nested) => {
    expect(
      await refusalOf(async (app) => {
        app.register(nested as never)
        app.get('/', { schema: documented() }, () => 'ok')
      }),
    ).toMatch(/oh no|Plugin did not start in time|did not finish within/)
  },
)

test('a plugin registered two levels down that throws quarantines only that plugin', async () => {
  expect(
    await refusalOf(async (app) => {
      app.register(async (inner) => {
        inner.register(async () => throws())
      })
    }),
  ).toBe('oh no')
})

test('a nested fastify-plugin that throws quarantines only that plugin', async () => {
  expect(await refusalOf(async (app) => void app.register(fastifyPlugin(async () => throws())))).toBe('oh no')
})

test.each([
  ['throws', async () => throws(), 'oh no'],
  ['calls back with an error', (done: (error: Error) => void) => done(new Error('oh no')), 'oh no'],
  ['hangs', forever, 'an onReady hook of plugin "bad" did not finish within 80 ms'],
] as [string, () => Promise<void>, string][])(
  'an onReady hook that %s quarantines only its plugin',
  async (_, hook, reason) => {
    const hooking: RoutePlugin = async (app) => {
      app.get('/', { schema: documented() }, () => 'ok')
      app.register(async (inner) => void inner.addHook('onReady', hook))
    }
    expect(await refusalOf(hooking)).toBe(reason)
  },
)

test('a successful onReady hook runs with its own instance', async () => {
  const seen: unknown[] = []
  const hooking: RoutePlugin = async (app) => {
    app.addHook('onReady', async function () {
      seen.push(this.prefix)
    })
    app.addHook('onReady', (done) => {
      seen.push('called back')
      done()
    })
  }
  expect(await refusalOf(hooking)).toBeUndefined()
  expect(seen).toEqual(['/api/bad', 'called back'])
})

test('a plugin that was given up cannot take paths from others', async () => {
  const late: RoutePlugin = async (app) => {
    await new Promise((resolve) => setTimeout(resolve, 120))
    app.get('/late', { config: { access: 'public' }, schema: documented() }, () => 'late')
  }
  const kernel = await boot([
    plugin('bad', { configureRoutes: () => ({ root: late }) }),
    plugin('slow', {
      configureRoutes: () => ({
        root: async (app) => {
          await new Promise((resolve) => setTimeout(resolve, 60))
          await answering('/late', { access: 'public' })(app)
        },
      }),
    }),
  ])
  expect(statesOf(kernel)).toEqual({ bad: 'quarantined', slow: 'ready' })
  expect((await kernel.app.inject('/late')).body).toBe('ok')
})

test('a hook or decorator of one plugin is not seen by another', async () => {
  const seen: string[] = []
  const kernel = await boot([
    plugin('nosy', {
      configureRoutes: () => ({
        public: async (app) => {
          app.addHook('onRequest', async ({ url }) => void seen.push(url))
          app.decorate('secret', 42)
          await answering('/')(app)
        },
      }),
    }),
    plugin('other', {
      configureRoutes: () => ({
        public: async (app) => {
          if (app.hasDecorator('secret')) throw new Error('sees the secret')
          await answering('/')(app)
        },
      }),
    }),
  ])
  await kernel.app.inject('/api/public/other')
  await kernel.app.inject('/api/public/nosy')
  expect(statesOf(kernel)).toEqual({ nosy: 'ready', other: 'ready' })
  expect(seen).toEqual(['/api/public/nosy'])
})

test.each(['registerServices', 'start'] as const)(
  'a rejection that %s leaves unhandled quarantines its plugin, not the process',
  async (phase) => {
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection')
    try {
      const leave = () => void Promise.reject(new Error('left behind'))
      const kernel = kernelOf([serving('good'), serving('bad', { [phase]: leave })], { guardProcess: true })
      await kernel.boot()
      expect(statesOf(kernel)).toEqual({ good: 'ready', bad: 'quarantined' })
      expect(reasonOf(kernel, 'bad')).toBe('plugin "bad" caused an unhandled rejection: left behind')
      await kernel.stop()
      expect(process.listenerCount('unhandledRejection')).toBe(0)
    } finally {
      for (const listener of others) process.on('unhandledRejection', listener)
    }
  },
)

test('an essential plugin that leaves a rejection unhandled stops the boot', async () => {
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  try {
    const start = () => void Promise.reject(new Error('left behind'))
    const kernel = kernelOf([plugin('base', { essential: true, start })], { guardProcess: true })
    await expect(kernel.boot()).rejects.toThrow('essential plugin "base" failed in start')
    expect(process.listenerCount('unhandledRejection')).toBe(0)
  } finally {
    for (const listener of others) process.on('unhandledRejection', listener)
  }
})

test('the report names the phase that a plugin failed in', async () => {
  const kernel = await boot([
    plugin('one', { registerServices: throws }),
    plugin('two', { configureRoutes: throws }),
    plugin('three', { openapiSchema: throws }),
    plugin('four', { start: throws }),
  ])
  expect(kernel.report().plugins.map(({ phase, retryable }) => [phase, retryable])).toEqual([
    ['register_services', false],
    ['configure_routes', false],
    ['openapi_schema', false],
    ['start', true],
  ])
  expect(reportOf(kernel, 'one').milliseconds).toBeGreaterThanOrEqual(0)
})
