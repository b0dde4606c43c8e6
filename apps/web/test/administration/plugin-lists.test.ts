import { expect, test } from 'vitest'
import { offeredKinds } from '../../src/pages/administration/instances/offered-kinds.ts'
import { filterPlugins } from '../../src/pages/administration/plugins/filter-plugins.ts'

const plugin = (name: string, kind: string, more: object = {}) => ({
  name,
  about: { displayName: name.toUpperCase(), description: `Does ${name}.`, kind },
  state: 'ready',
  ...more,
})
const all = [
  plugin('jobs', 'server'),
  plugin('netflix', 'integration', { state: 'quarantined' }),
  plugin('spotify', 'integration', { problem: 'a reload failed' }),
]
const names = (plugins: readonly { readonly name: string }[]) => plugins.map(({ name }) => name)

test('plugins with problems come first', () => {
  expect(names(filterPlugins(all, {}))).toEqual(['netflix', 'spotify', 'jobs'])
  expect(names(filterPlugins(all, { kind: 'problem' }))).toEqual(['netflix', 'spotify'])
})

test('plugins are found by name, description and kind', () => {
  expect(names(filterPlugins(all, { text: ' DOES JO' }))).toEqual(['jobs'])
  expect(names(filterPlugins(all, { kind: 'integration', text: 'spot' }))).toEqual(['spotify'])
})

test('only plugins that run offer kinds of instances', () => {
  expect(
    offeredKinds([
      { name: 'chat', kinds: ['integration', 'notification', 'storage'], state: 'ready' },
      { name: 'broken', kinds: ['storage'], state: 'quarantined' },
    ]),
  ).toEqual([
    { plugin: 'chat', kind: 'notification' },
    { plugin: 'chat', kind: 'storage' },
  ])
})

test('what can be set up is in the order of its kind, then by name', () => {
  const offered = offeredKinds([
    { name: 'store', kinds: ['storage'], state: 'ready' },
    { name: 'mail', kinds: ['notification'], state: 'ready' },
    { name: 'chat', kinds: ['storage', 'notification'], state: 'ready' },
  ])
  expect(offered.map(({ plugin: name, kind }) => `${name} ${kind}`)).toEqual([
    'chat notification',
    'mail notification',
    'chat storage',
    'store storage',
  ])
})
