import { expect, test } from 'vitest'
import { createKernel, type Plugin } from '../src/index.ts'
import { boot, kernelOf, plugin, reasonOf, serving, statesOf } from './boot-plugins.ts'

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
    'entry 1 of the plugin list is not a plugin: it has no name',
  )
})

test('a dependency that is not in the list quarantines its dependent and names the cure', async () => {
  const kernel = await boot([serving('fitbit', { dependsOn: ['connections'] }), serving('other')])
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" depends on plugin "connections", which is not in the plugin list: add "connections" before "fitbit"',
  )
  expect(statesOf(kernel)).toEqual({ fitbit: 'quarantined', other: 'ready' })
})

test('a dependency that boots later quarantines its dependent and names the cure', async () => {
  const kernel = await boot([serving('fitbit', { dependsOn: ['connections'] }), serving('connections')])
  expect(reasonOf(kernel, 'fitbit')).toBe(
    'plugin "fitbit" depends on plugin "connections", but "connections" boots later: move it before "fitbit"',
  )
  expect(statesOf(kernel)).toEqual({ fitbit: 'quarantined', connections: 'ready' })
})

test('a plugin that depends on itself is told so as a wrong order', async () => {
  const kernel = await boot([plugin('a', { dependsOn: ['a'] })])
  expect(reasonOf(kernel, 'a')).toContain('plugin "a" depends on plugin "a"')
})

test('a disabled plugin does not run, and takes its dependents along', async () => {
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
      plugin('dependent', { dependsOn: ['off'] }),
    ],
    { disabled: ['off'] },
  )
  await kernel.stop()
  expect(calls).toEqual([])
  expect(statesOf(kernel)).toEqual({ off: 'disabled', dependent: 'quarantined' })
  expect(reasonOf(kernel, 'dependent')).toBe('plugin "dependent" depends on plugin "off", which is disabled')
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

test('the report tells what each plugin gives, uses and serves', async () => {
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

test('what exists only after the boot says so before it', () => {
  const kernel = kernelOf([])
  expect(() => kernel.app).toThrow('the kernel has not booted: call boot() first')
  expect(() => kernel.document()).toThrow('the document is merged in boot phase 3: ask later')
})
