import { describePlugin } from '@tributary/core'
import { SecretRegistry } from '@tributary/operations'
import { expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { listPlugins } from '../src/plugins.ts'

test('every plugin that ships says what it is, so that the catalogue can show it', () => {
  const role = {
    worker: false,
    secrets: new SecretRegistry(),
    environment: {},
    embedded: undefined,
    plugins: {},
  }
  const plugins = listPlugins(readConfiguration({ DATA_DIR: '/nowhere' }), role)
  const described = plugins.map((plugin) => ({ name: plugin.name, ...describePlugin(plugin) }))
  const incomplete = described.filter(
    ({ name, kind, displayName, description, author, homepage, tags }) =>
      kind === 'other' ||
      displayName === name ||
      description === null ||
      author === null ||
      tags.length === 0 ||
      (kind === 'integration' && homepage === null),
  )
  expect(incomplete).toEqual([])
  expect(described.filter(({ kind }) => kind === 'integration').map(({ name }) => name)).toEqual([
    'netflix',
    'fitbit',
    'spotify',
    'listenbrainz',
    'oura',
    'tiktok',
    'ntfy',
    'webhook',
    'email',
    'slack',
    'whatsapp',
  ])
})
