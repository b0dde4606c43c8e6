import { expect, test } from 'vitest'
import { contributionPoint, createKernel, type Plugin, type PluginContext } from '../src/index.ts'
import { silentLogger } from '../src/silent-logger.ts'
import {
  boot,
  dependingOn,
  kernelOf,
  plugin,
  providing,
  reasonOf,
  serviceOf,
  serving,
  statesOf,
} from './boot-plugins.ts'

test.each(['Spotify', 'last_fm', '-x', 'x-', 'a--b', '1st', '', '../etc', '_kernel'])(
  'a plugin name that is not lower-case kebab is refused: %s',
  (name) => {
    expect(() => createKernel({ plugins: [plugin(name)] })).toThrow(
      `plugin name "${name}" must be lower-case kebab, like "last-fm"`,
    )
  },
)

test.each(['admin', 'public', 'kernel'])('the name of a mount or of the kernel is refused: %s', (name) => {
  expect(() => createKernel({ plugins: [plugin(name)] })).toThrow(
    `plugin name "${name}" is reserved for the kernel: choose another`,
  )
})

test('two plugins of one name are refused with their places in the list', () => {
  expect(() => createKernel({ plugins: [plugin('a'), plugin('b'), plugin('a')] })).toThrow(
    'two plugins are named "a" (entries 0 and 2 of the plugin list): remove or rename one',
  )
})

test.each([undefined, null, {}, 'spotify'])('an entry that is no plugin is refused: %s', (entry) => {
  expect(() => createKernel({ plugins: [plugin('a'), entry as Plugin] })).toThrow(
    'entry 1 of the plugin list is not a plugin: the name is missing',
  )
})

test('a plugin that uses a service no plugin registers is quarantined, and the cure is named', async () => {
  const kernel = await boot([serving('fitbit', dependingOn('connections')), serving('other')])
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" needs service "connectionsService", which no plugin registers: add the plugin that does to the plugin list',
  )
  expect(statesOf(kernel)).toEqual({ fitbit: 'quarantined', other: 'ready' })
})

test('a plugin boots after those whose services it uses, at any place in the list, and that is reported', async () => {
  const lines: string[] = []
  const logger: typeof silentLogger = {
    ...silentLogger,
    info: (_: unknown, line?: string) => void lines.push(line ?? ''),
    child: () => logger,
  }
  const started: string[] = []
  const start = (name: string) => ({ start: () => void started.push(name) })
  const kernel = await boot(
    [
      plugin('fitbit', { ...dependingOn('connections'), ...start('fitbit') }),
      plugin('other', start('other')),
      providing(plugin('connections', { ...dependingOn('base'), ...start('connections') })),
      providing(plugin('base', start('base'))),
    ],
    { logger },
  )
  expect(started).toEqual(['base', 'connections', 'fitbit', 'other'])
  expect(kernel.report().plugins.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([
    ['base', []],
    ['connections', ['base']],
    ['fitbit', ['connections']],
    ['other', []],
  ])
  expect(lines).toContain(
    'plugin "fitbit" boots after "connections", whose service "connectionsService" it uses',
  )
})

test('the order of the list is kept if the services allow it', async () => {
  const names = ['d', 'base', 'c', 'b', 'a']
  const kernel = await boot(
    names.map((name) => providing(plugin(name, name === 'c' ? dependingOn('base') : {}))),
  )
  expect(kernel.report().plugins.map(({ name }) => name)).toEqual(names)
})

test('contributions are in boot order', async () => {
  const point = contributionPoint<string>('words')
  const saying = (name: string, uses: Partial<Plugin> = {}) =>
    providing(plugin(name, { ...uses, registerServices: (context) => context.contribute(point, name) }))
  let heard: readonly string[] = []
  await boot([
    saying('late', dependingOn('early')),
    saying('early'),
    plugin('listener', {
      start: ({ getContributions }) => {
        heard = getContributions(point).map(({ value }) => value)
      },
    }),
  ])
  expect(heard).toEqual(['early', 'late'])
})

test('an optional service makes its plugin boot first, and may be missing', async () => {
  const reader = plugin('reader', {
    usesIfPresent: [serviceOf('writer')],
    start: ({ hasService }) => void found.push(hasService(serviceOf('writer'))),
  })
  const found: boolean[] = []
  const beside = await boot([reader, providing(plugin('writer'))])
  expect(beside.report().plugins.map(({ name }) => name)).toEqual(['writer', 'reader'])
  expect(statesOf(await boot([reader]))).toEqual({ reader: 'ready' })
  const needed = await boot([providing(plugin('writer', dependingOn('reader'))), providing(reader)])
  expect(needed.report().plugins.map(({ name }) => name)).toEqual(['reader', 'writer'])
  expect(found).toEqual([true, false, true])
})

test('resolving an undeclared service is an error that says where to declare it', async () => {
  const asking = (ask: (context: PluginContext) => unknown) =>
    plugin('asks', { start: (context) => void ask(context) })
  const message =
    'plugin "asks" asks for service "baseService" of plugin "base", which it does not declare: add its key to uses, or to usesIfPresent'
  for (const ask of [
    ({ getService }: PluginContext) => getService(serviceOf('base')),
    ({ hasService }: PluginContext) => hasService(serviceOf('base')),
  ]) {
    const kernel = await boot([providing(plugin('base')), asking(ask)])
    expect(reasonOf(kernel, 'asks')).toBe(message)
  }
})

test('plugins that use services of each other in a cycle are quarantined, and the others serve', async () => {
  const kernel = await boot([
    providing(plugin('a', dependingOn('b'))),
    providing(plugin('b', dependingOn('c'))),
    providing(plugin('c', dependingOn('a'))),
    plugin('d', dependingOn('a')),
    serving('other'),
  ])
  expect(statesOf(kernel)).toMatchObject({
    a: 'quarantined',
    b: 'quarantined',
    c: 'quarantined',
    d: 'quarantined',
    other: 'ready',
  })
  expect(reasonOf(kernel, 'a')).toBe(
    'plugins use services of each other in a cycle: "a" → "b" → "c" → "a": let one of them use the service only if present, or split it',
  )
})

test('its own service is not a dependency', async () => {
  const kernel = await boot([providing(plugin('a', dependingOn('a')))])
  expect(statesOf(kernel)).toEqual({ a: 'ready' })
})

test('a declaration that a circular import left undefined is refused', () => {
  expect(() => createKernel({ plugins: [plugin('a', { uses: [undefined as never] })] })).toThrow(
    'plugin "a" lists a value in uses that is not a service key',
  )
})

test('a disabled plugin does not run, and neither do its dependents', async () => {
  const calls: string[] = []
  const call = (phase: string) => () => void calls.push(phase)
  const kernel = await boot(
    [
      plugin('off', {
        registerServices: call('registerServices'),
        configureRoutes: () => {
          calls.push('configureRoutes')
          return undefined
        },
        start: call('start'),
        stop: call('stop'),
      }),
      plugin('dependent', dependingOn('off')),
    ],
    { disabled: ['off'] },
  )
  await kernel.stop()
  expect(calls).toEqual([])
  expect(statesOf(kernel)).toEqual({ off: 'disabled', dependent: 'quarantined' })
  expect(reasonOf(kernel, 'dependent')).toBe(
    'plugin "dependent" needs service "offService", which no plugin registers: add the plugin that does to the plugin list, unless one of these would: "off" is disabled',
  )
})

test('the four phases run in boot order, one phase after the other', async () => {
  const calls: string[] = []
  const watched = (name: string) =>
    plugin(name, {
      registerServices: () => void calls.push(`register ${name}`),
      configureRoutes: () => {
        calls.push(`routes ${name}`)
        return undefined
      },
      openapiSchema: () => {
        calls.push(`openapi ${name}`)
        return undefined
      },
      start: () => void calls.push(`start ${name}`),
    })
  await boot([watched('a'), watched('b')])
  expect(calls).toEqual([
    'register a',
    'register b',
    'routes a',
    'routes b',
    'openapi a',
    'openapi b',
    'start a',
    'start b',
  ])
})

test('the report shows what each plugin registers, uses and serves', async () => {
  const kernel = await boot([serving('library')])
  const report = kernel.report()
  expect(report.state).toBe('ready')
  expect(report.plugins[0]).toMatchObject({
    name: 'library',
    version: '1.0.0',
    essential: false,
    state: 'ready',
    phase: 'start',
    retryable: false,
    routes: [{ method: 'GET', path: '/api/library', access: 'user', scopes: ['library:read'] }],
  })
})

test('a kernel boots once', async () => {
  const kernel = await boot([])
  await expect(kernel.boot()).rejects.toThrow('a kernel boots once; this one is ready')
})

test('members that exist only after the boot throw an explanation before', () => {
  const kernel = kernelOf([])
  expect(() => kernel.app).toThrow('the kernel has not booted: call boot() first')
  expect(() => kernel.document()).toThrow('the document is not available before boot phase 3')
})
