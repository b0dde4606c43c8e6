import { expect, test } from 'vitest'
import { type Plugin, type ServiceKey, serviceKey } from '../src/index.ts'
import { boot, kernelOf, plugin, reasonOf, statesOf } from './boot-plugins.ts'

const connections = serviceKey<string>('connections')
const tokens = serviceKey<string>('tokens')
const vault = serviceKey<string>('vault')

const giving = (name: string, key: ServiceKey<string>, parts: Partial<Plugin> = {}) =>
  plugin(name, { registerServices: ({ registerService }) => registerService(key, () => name), ...parts })

test('a service is created once, when it is first resolved', async () => {
  let made = 0
  const got: unknown[] = []
  const asks = plugin('asks', {
    uses: [connections],
    start: ({ getService }) => void got.push(getService(connections)),
  })
  const gives = plugin('gives', {
    registerServices: ({ registerService }) => registerService(connections, () => `service ${++made}`),
  })
  const kernel = await boot([gives, plugin('idle'), asks, { ...asks, name: 'asks-too' }])
  expect(got).toEqual(['service 1', 'service 1'])
  expect(kernel.getService(connections)).toBe('service 1')
  expect(kernel.services().services).toContainEqual({
    name: 'connections',
    providedBy: 'gives',
    usedBy: ['kernel', 'asks', 'asks-too'],
  })
})

test('a service of a later plugin is refused with the plugin to move', async () => {
  const kernel = await boot([
    plugin('fitbit', {
      uses: [connections],
      registerServices: ({ getService }) => void getService(connections),
    }),
    giving('connector', connections),
  ])
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" needs service "connections", which plugin "connector" registers, but it boots later: move it before "fitbit"',
  )
  expect(statesOf(kernel)).toEqual({ fitbit: 'quarantined', connector: 'ready' })
})

test.each(['registerServices', 'start'] as const)(
  'an unregistered service reports what to add, in %s',
  async (phase) => {
    const kernel = await boot([
      plugin('fitbit', {
        [phase]: ({ getService }: { getService: (key: unknown) => void }) => getService(connections),
      }),
    ])
    expect(reasonOf(kernel, 'fitbit')).toBe(
      'plugin "fitbit" needs service "connections", which no plugin registers: add the plugin that does to the plugin list',
    )
  },
)

test('a service of a quarantined plugin is refused with the reason of the quarantine', async () => {
  const broken = plugin('connector', {
    registerServices: ({ registerService }) => {
      registerService(connections, () => 'never')
      throw new Error('no disk')
    },
  })
  const asked: boolean[] = []
  const kernel = await boot([
    broken,
    plugin('fitbit', {
      usesIfPresent: [connections],
      configureRoutes: ({ getService, hasService }) => {
        asked.push(hasService(connections))
        getService(connections)
        return undefined
      },
    }),
  ])
  expect(asked).toEqual([false])
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" needs service "connections", which plugin "connector" registers, but "connector" is quarantined: no disk',
  )
})

test('services of disabled plugins are unknown, so the disabled ones are named', async () => {
  const asks = plugin('fitbit', { start: ({ getService }) => void getService(connections) })
  const kernel = await boot([giving('connector', connections), asks], { disabled: ['connector'] })
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" needs service "connections", which no plugin registers: add the plugin that does to the plugin list, unless one of these would: "connector" is disabled',
  )
})

test('a service registered twice names both plugins', async () => {
  const kernel = await boot([giving('one', connections), giving('two', connections)])
  expect(statesOf(kernel)).toEqual({ one: 'ready', two: 'quarantined' })
  expect(reasonOf(kernel, 'two')).toBe(
    'plugin "two" registers service "connections", which plugin "one" has registered: give one of them another key',
  )
})

test("the kernel's own service cannot be replaced", async () => {
  const kernel = await boot([giving('usurper', serviceKey('kernel'))])
  expect(reasonOf(kernel, 'usurper')).toContain(
    'registers service "kernel", which plugin "kernel" has registered',
  )
})

test('the error of registering after phase 1 says where to register', async () => {
  let late: (() => void) | undefined
  const kernel = await boot([
    plugin('late', {
      registerServices: ({ registerService }) => {
        late = () => registerService(connections, () => 'late')
      },
      start: () => late?.(),
    }),
  ])
  expect(reasonOf(kernel, 'late')).toBe(
    'plugin "late" registers service "connections" after boot phase 1: register it in registerServices',
  )
})

test('services that need each other are reported with their path', async () => {
  const needing = (name: string, key: ServiceKey<string>, other: ServiceKey<string>) =>
    plugin(name, {
      usesIfPresent: [other],
      registerServices: ({ registerService }) => registerService(key, ({ getService }) => getService(other)),
    })
  const kernel = await boot([
    needing('a', connections, tokens),
    needing('b', tokens, vault),
    needing('c', vault, connections),
    plugin('asks', { uses: [tokens], start: ({ getService }) => void getService(tokens) }),
  ])
  expect(reasonOf(kernel, 'asks')).toBe(
    'services need each other in a cycle: tokens → vault → connections → tokens: resolve one of them later, when it is used',
  )
})

test('after a cycle was refused, other services can still be had', async () => {
  const kernel = await boot([
    plugin('loop', {
      registerServices: ({ registerService }) => {
        registerService(tokens, ({ getService }) => getService(tokens))
        registerService(vault, () => 'vault')
      },
    }),
  ])
  expect(() => kernel.getService(tokens)).toThrow('tokens → tokens')
  expect(kernel.getService(vault)).toBe('vault')
})

test('a factory that throws names the asker, the service and its owner, and is tried again', async () => {
  let attempts = 0
  const kernel = await boot([
    plugin('connector', {
      registerServices: ({ registerService }) =>
        registerService(connections, () => {
          attempts += 1
          if (attempts === 1) throw new Error('no credentials')
          return 'connected'
        }),
    }),
    plugin('asks', { uses: [connections], start: ({ getService }) => void getService(connections) }),
  ])
  expect(reasonOf(kernel, 'asks')).toBe(
    'plugin "asks" needs service "connections", which plugin "connector" failed to create: no credentials',
  )
  expect(kernel.getService(connections)).toBe('connected')
})

test('a failure deep inside a chain names the failed factory, not the whole chain', async () => {
  const kernel = await boot([
    plugin('inner', {
      registerServices: ({ registerService }) =>
        registerService(tokens, () => {
          throw new Error('boom')
        }),
    }),
    plugin('outer', {
      uses: [tokens],
      registerServices: ({ registerService }) =>
        registerService(connections, ({ getService }) => getService(tokens)),
    }),
  ])
  expect(() => kernel.getService(connections)).toThrow(
    'plugin "outer" needs service "tokens", which plugin "inner" failed to create: boom',
  )
})

test.each(['', 'Clock', 'record-store', '1st', '__proto__'])(
  'a service key that is not camelCase is refused: %s',
  (name) => {
    expect(() => serviceKey(name)).toThrow(`service key "${name}" must be camelCase, like "recordStore"`)
  },
)

test('names that every object has are ordinary service names', async () => {
  const key = serviceKey<string>('constructor')
  const kernel = await boot([giving('odd', key)])
  expect(kernel.getService(key)).toBe('odd')
  expect(() => kernel.getService(serviceKey('toString'))).toThrow('which no plugin registers')
})

test('services are disposed newest first, after their plugin has stopped, dependents before their dependencies', async () => {
  const events: string[] = []
  const noting = (name: string, ...keys: ServiceKey<string>[]) =>
    plugin(name, {
      registerServices: ({ registerService }) => {
        for (const key of keys)
          registerService(key, () => key.name, {
            dispose: (service) => void events.push(`dispose ${service}`),
          })
      },
      start: ({ getService }) => {
        for (const key of keys) getService(key)
      },
      stop: () => void events.push(`stop ${name}`),
    })
  const kernel = await boot([noting('first', connections, tokens), noting('second', vault)])
  await kernel.stop()
  expect(events).toEqual([
    'stop second',
    'dispose vault',
    'stop first',
    'dispose tokens',
    'dispose connections',
  ])
})

test('an unused service is not disposed, and one whose dispose throws or hangs does not stop the others', async () => {
  const errors: string[] = []
  const disposed: string[] = []
  const logger = recordingLogger(errors)
  const kernel = kernelOf(
    [
      plugin('a', {
        registerServices: ({ registerService }) => {
          registerService(connections, () => 'unused', { dispose: () => void disposed.push('unused') })
          registerService(tokens, () => 'ok', { dispose: (service) => void disposed.push(service) })
          registerService(vault, () => 'bad', { dispose: () => Promise.reject(new Error('cannot close')) })
          registerService(serviceKey<string>('slow'), () => 'slow', { dispose: () => new Promise(() => {}) })
        },
        start: ({ getService }) => {
          for (const key of [tokens, vault, serviceKey<string>('slow')]) getService(key)
        },
      }),
    ],
    { logger },
  )
  await kernel.boot()
  await kernel.stop()
  expect(disposed).toEqual(['ok'])
  expect(errors).toEqual(['dispose of service "slow" did not finish within 80 ms', 'cannot close'])
})

function recordingLogger(errors: string[]) {
  const ignore = () => {}
  const logger = {
    level: 'error',
    fatal: ignore,
    warn: ignore,
    info: ignore,
    debug: ignore,
    trace: ignore,
    silent: ignore,
    error: (_: unknown, message?: string) => void errors.push(message ?? ''),
    child: () => logger,
  }
  return logger
}
