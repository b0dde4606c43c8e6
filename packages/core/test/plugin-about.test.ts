import { expect, test } from 'vitest'
import type { PluginAbout } from '../src/index.ts'
import { boot, plugin, reportOf } from './boot-plugins.ts'

const about: PluginAbout = {
  kind: 'integration',
  displayName: 'Example',
  description: 'An example.',
  author: 'Ada',
  homepage: 'https://example.org',
  tags: ['music', 'heart-rate'],
  icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>',
}

test('the boot report has what a plugin says of itself', async () => {
  const kernel = await boot([plugin('example', { about })])
  expect(reportOf(kernel, 'example').about).toEqual(about)
})

test('what a plugin does not say has a default', async () => {
  const kernel = await boot([plugin('example', {})])
  expect(reportOf(kernel, 'example').about).toEqual({
    kind: 'other',
    displayName: 'example',
    description: null,
    author: null,
    homepage: null,
    tags: [],
    icon: null,
  })
})

test.each([
  ['kind', 'kernel', 'other'],
  ['displayName', ' ', 'example'],
  ['description', 7, null],
  ['homepage', 'javascript:alert(1)', null],
  ['homepage', 'https://', null],
  ['tags', 'music', []],
  ['tags', ['music', 'music', 'Two Words', 7], ['music']],
  ['icon', 'https://example.org/icon.png', null],
  ['icon', `data:image/png;base64,${'A'.repeat(33_000)}`, null],
])('an unusable %s counts as missing and does not fail the plugin', async (member, value, shown) => {
  const unusable = { ...about, [member]: value } as unknown as PluginAbout
  const kernel = await boot([plugin('example', { about: unusable })])
  expect(reportOf(kernel, 'example')).toMatchObject({ state: 'ready', about: { [member]: shown } })
})
