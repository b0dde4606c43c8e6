import { expect, test } from 'vitest'
import { contributionPoint, type PluginContext } from '../src/index.ts'
import { boot, dependingOn, kernelOf, plugin, providing, reasonOf, statesOf } from './boot-plugins.ts'

const migrations = contributionPoint<string>('migrations')

const contributing = (name: string, ...values: string[]) =>
  plugin(name, {
    registerServices: ({ contribute }) => {
      for (const value of values) contribute(migrations, value)
    },
  })

const reading = (name: string, into: unknown[]) =>
  plugin(name, {
    start: ({ getContributions }) =>
      void into.push(...getContributions(migrations).map(({ plugin: from, value }) => `${from}: ${value}`)),
  })

test('contributions are read in boot order, also those of plugins that boot after the reader', async () => {
  const read: string[] = []
  const kernel = await boot([
    contributing('a', '1', '2'),
    reading('reader', read),
    contributing('b', '3'),
    plugin('c'),
  ])
  expect(read).toEqual(['a: 1', 'a: 2', 'b: 3'])
  expect(kernel.report().plugins.map(({ contributes }) => contributes)).toEqual([
    ['migrations'],
    [],
    ['migrations'],
    [],
  ])
})

test('contributions of a quarantined plugin are omitted', async () => {
  const read: string[] = []
  const broken = plugin('broken', {
    registerServices: ({ contribute }) => {
      contribute(migrations, 'half')
      throw new Error('oh no')
    },
  })
  await boot([broken, contributing('a', '1'), reading('reader', read)])
  expect(read).toEqual(['a: 1'])
})

test('a point without contributions is empty', async () => {
  const read: string[] = []
  await boot([reading('reader', read)])
  expect(read).toEqual([])
})

test('the error of reading in phase 1 says to read later', async () => {
  const kernel = await boot([
    plugin('hasty', { registerServices: ({ getContributions }) => void getContributions(migrations) }),
  ])
  expect(reasonOf(kernel, 'hasty')).toBe(
    'plugin "hasty" reads the contributions to "migrations" in boot phase 1, when they are not complete: read them later',
  )
})

test('the error of contributing after phase 1 says where to contribute', async () => {
  let late: (() => void) | undefined
  const kernel = await boot([
    plugin('late', {
      registerServices: ({ contribute }) => {
        late = () => contribute(migrations, 'late')
      },
      start: () => late?.(),
    }),
  ])
  expect(reasonOf(kernel, 'late')).toBe(
    'plugin "late" contributes to "migrations" after boot phase 1: contribute in registerServices',
  )
})

const refusing = plugin('database', {
  start: ({ getContributions }) => {
    for (const { plugin: from, refuse } of getContributions(migrations))
      if (from === 'bad') refuse(new Error('migration 3 is not SQL'))
  },
})

test('a refused contribution quarantines its plugin and the dependents of that plugin', async () => {
  const kernel = await boot([
    refusing,
    providing(contributing('bad', 'x')),
    contributing('good', 'y'),
    plugin('dependent', { ...dependingOn('bad') }),
  ])
  expect(statesOf(kernel)).toEqual({
    database: 'ready',
    bad: 'quarantined',
    good: 'ready',
    dependent: 'quarantined',
  })
  expect(reasonOf(kernel, 'bad')).toBe('migration 3 is not SQL')
})

test('a started plugin is quarantined if its dependency is refused later in the boot', async () => {
  const kernel = await boot([
    providing(contributing('bad', 'x')),
    plugin('dependent', { ...dependingOn('bad') }),
    refusing,
  ])
  expect(statesOf(kernel)).toEqual({ bad: 'quarantined', dependent: 'quarantined', database: 'ready' })
})

test('a refused contribution of an essential plugin stops the boot, whichever plugin refuses it', async () => {
  const kernel = kernelOf([refusing, { ...contributing('bad', 'x'), essential: true }])
  await expect(kernel.boot()).rejects.toThrow(
    'essential plugin "bad" failed in openapiSchema: migration 3 is not SQL',
  )
  expect(kernel.state).toBe('failed')
})

test('a contribution can be refused when the server has long been up', async () => {
  let refuse: (() => void) | undefined
  const kernel = await boot([
    providing(contributing('given', 'x')),
    plugin('dependent', { ...dependingOn('given') }),
    plugin('owner', {
      start: ({ getContributions }) => {
        refuse = () => getContributions(migrations)[0]?.refuse(new Error('too late'))
      },
    }),
  ])
  refuse?.()
  expect(statesOf(kernel)).toEqual({ given: 'quarantined', dependent: 'quarantined', owner: 'ready' })
})

test('contributions of quarantined plugins are listed separately, with the reason', async () => {
  let context: PluginContext | undefined
  await boot([
    contributing('good', 'y'),
    { ...contributing('bad', 'x'), start: () => Promise.reject(new Error('its table is missing')) },
    plugin('reader', { start: (own) => void (context = own) }),
  ])
  expect(context?.getContributions(migrations).map(({ value }) => value)).toEqual(['y'])
  expect(context?.getUnavailable(migrations)).toEqual([
    { plugin: 'bad', value: 'x', reason: 'its table is missing' },
  ])
})

test('contributions of a restarting plugin are visible to others only after its start, but to itself before', async () => {
  let context: PluginContext | undefined
  const seen: unknown[] = []
  let fails = true
  const kernel = await boot([
    plugin('reader', { start: (own) => void (context = own) }),
    {
      ...contributing('slow', 'x'),
      start(own) {
        if (fails) throw new Error('not yet')
        seen.push(context?.getContributions(migrations), context?.getUnavailable(migrations))
        seen.push(own.getContributions(migrations).length)
      },
    },
  ])
  fails = false
  await kernel.retry('slow')
  expect(seen).toEqual([[], [{ plugin: 'slow', value: 'x', reason: 'a retry is in progress' }], 1])
  expect(context?.getContributions(migrations)).toHaveLength(1)
})
