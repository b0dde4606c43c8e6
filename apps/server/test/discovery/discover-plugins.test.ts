import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KERNEL_CONTRACT } from '@tributary/core'
import { expect, test } from 'vitest'
import { readConfiguration } from '../../src/configuration.ts'
import { digestOf } from '../../src/discovery/plugin-digest.ts'
import { makeKernelWithAdded } from '../../src/make-kernel.ts'
import { temporaryDirectory } from '../server-process.ts'

const MANIFEST = {
  type: 'module',
  main: 'index.js',
  version: '2.1.0',
  engines: { tributary: `^${KERNEL_CONTRACT}` },
}

/** A plugin with one public route, which answers its options. */
const sourceOf = (name: string) => `
export default (options) => ({
  name: '${name}', version: '2.1.0',
  configureRoutes: () => ({ public: (app) => void app.get('/', {
    schema: { summary: 'Read the options', description: 'The options that the operator set.', response: { 200: { type: 'object', description: 'The options.', additionalProperties: true } } },
  }, () => options) }),
})`

function writePlugin(folder: string, source: string, manifest: object = MANIFEST): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(folder, 'index.js'), source)
  return folder
}

async function boot(dataDir: string, environment: Readonly<Record<string, string>> = {}) {
  const configuration = readConfiguration({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...environment })
  const kernel = await makeKernelWithAdded(configuration, {
    worker: false,
    log: { write: () => {} },
  })
  await kernel.boot()
  const plugins = new Map(kernel.report().plugins.map((plugin) => [plugin.name, plugin]))
  return { kernel, plugins, [Symbol.asyncDispose]: () => kernel.stop() }
}

test('folders and configured packages are served and documented, in their order, with their options', async () => {
  await using directory = await temporaryDirectory()
  const { path } = directory
  writePlugin(join(path, 'plugins/weather'), sourceOf('weather'))
  writePlugin(join(path, 'node_modules/@acme/diary'), sourceOf('diary'))
  writePlugin(join(path, 'elsewhere/books'), sourceOf('books'))
  writeFileSync(
    join(path, 'tributary.config.mjs'),
    `const options = { pages: 3 }
     export default { plugins: ['./elsewhere/books', { plugin: '@acme/diary', options }, 'not-installed'] }`,
  )
  const before = process.cwd()
  process.chdir(path)
  try {
    await using server = await boot(path)
    const added = [...server.plugins.keys()].filter((name) => ['books', 'diary', 'weather'].includes(name))
    expect(added).toEqual(['books', 'diary', 'weather'])
    expect((await server.kernel.app.inject('/api/public/diary')).json()).toEqual({ pages: 3 })
    expect((await server.kernel.app.inject('/api/public/weather')).json()).toEqual({})
    expect(Object.keys(server.kernel.document().paths)).toContain('/api/public/weather')
    expect(server.plugins.get('not-installed')).toMatchObject({
      state: 'quarantined',
      reason: expect.stringContaining('not-installed is not installed: add it with your package manager'),
    })
  } finally {
    process.chdir(before)
  }
})

test('what cannot be loaded is reported with its reason and its cure, and the rest runs', async () => {
  await using directory = await temporaryDirectory()
  const plugins = join(directory.path, 'plugins')
  writePlugin(join(plugins, 'fine'), sourceOf('fine'))
  writePlugin(join(plugins, 'fitbit'), sourceOf('fitbit'))
  writePlugin(join(plugins, 'newer'), sourceOf('newer'), { ...MANIFEST, engines: { tributary: '^99.0.0' } })
  writePlugin(join(plugins, 'undeclared'), sourceOf('undeclared'), { ...MANIFEST, engines: {} })
  writePlugin(join(plugins, 'throws'), `throw new Error('it has no licence')`)
  writePlugin(join(plugins, 'empty'), 'export const nothing = 1')
  mkdirSync(join(plugins, 'bare'))
  await using server = await boot(directory.path)
  const reasonOf = (name: string) => server.plugins.get(name)?.reason
  expect(server.plugins.get('fine')).toMatchObject({ state: 'ready' })
  expect(server.plugins.get('fitbit')).toMatchObject({
    state: 'ready',
    version: expect.not.stringMatching('2.1.0'),
  })
  expect(reasonOf('another-fitbit')).toContain('the server has one of this name')
  expect(reasonOf('newer')).toContain(
    `it was written for contract ^99.0.0 and this server has ${KERNEL_CONTRACT}`,
  )
  expect(reasonOf('undeclared')).toContain(`add "engines": { "tributary": "^${KERNEL_CONTRACT}" }`)
  expect(reasonOf('throws')).toContain('it has no licence')
  expect(reasonOf('empty')).toContain('it exports no plugin')
  expect(reasonOf('bare')).toContain('has no package.json')
  const health = (await server.kernel.app.inject('/health')).json()
  expect(health.status).toBe('degraded')
  const failed = [...server.plugins.values()].filter(({ state }) => state === 'quarantined')
  expect(failed.length).toBeGreaterThan(5)
  for (const { name, reason } of failed)
    expect(health.plugins).toContainEqual({ name, state: 'quarantined', reason: reason?.split('\n')[0] })
})

test('PLUGINS_ALLOW admits only what it names, and with a digest only that content', async () => {
  await using directory = await temporaryDirectory()
  const plugins = join(directory.path, 'plugins')
  const diary = writePlugin(join(plugins, 'diary'), sourceOf('diary'))
  writePlugin(join(plugins, 'weather'), sourceOf('weather'))
  const digest = digestOf(diary)
  cpSync(diary, join(directory.path, 'copy'), { recursive: true })
  expect(digestOf(join(directory.path, 'copy'))).toBe(digest)
  const environment = { PLUGINS_ALLOW: `diary@${digest}` }
  {
    await using server = await boot(directory.path, environment)
    expect(server.plugins.get('diary')).toMatchObject({ state: 'ready' })
    expect(server.plugins.get('weather')?.reason).toContain(
      'PLUGINS_ALLOW does not name it: add weather@sha256-',
    )
  }
  writeFileSync(join(diary, 'more.js'), '')
  await using changed = await boot(directory.path, environment)
  expect(changed.plugins.get('diary')?.reason).toContain(
    'its content has changed since PLUGINS_ALLOW was set',
  )
})

test('a plugin whose folder was deleted is no longer there after a restart', async () => {
  await using directory = await temporaryDirectory()
  const diary = writePlugin(join(directory.path, 'plugins/diary'), sourceOf('diary'))
  await (await boot(directory.path))[Symbol.asyncDispose]()
  rmSync(diary, { recursive: true })
  await using server = await boot(directory.path)
  expect(server.plugins.has('diary')).toBe(false)
})

test('no name, folder or flag of an added plugin keeps the server from starting', async () => {
  await using directory = await temporaryDirectory()
  const { path } = directory
  const plugins = join(path, 'plugins')
  writePlugin(join(plugins, 'admin'), sourceOf('admin'))
  writePlugin(join(plugins, 'kernel'), `throw new Error('it is broken')`)
  writePlugin(join(plugins, 'odd'), sourceOf('Not Kebab'))
  writePlugin(
    join(plugins, 'keyless'),
    `export default { name: 'keyless', version: '1.0.0', uses: [undefined] }`,
  )
  writePlugin(
    join(plugins, 'vital'),
    `export default { name: 'vital', version: '1.0.0', essential: true, start() { throw new Error('it is vital') } }`,
  )
  writePlugin(join(plugins, 'diary'), sourceOf('diary'))
  writePlugin(join(plugins, 'di--ary'), sourceOf('other'))
  writePlugin(join(plugins, 'Diary'), sourceOf('third'))
  symlinkSync(join(path, 'nowhere'), join(plugins, 'dangling'))
  writeFileSync(
    join(path, 'tributary.config.mjs'),
    `export default { plugins: ['fitbit', './missing', './plugins/diary'] }`,
  )
  const before = process.cwd()
  process.chdir(path)
  try {
    await using server = await boot(path)
    const reasons = Object.fromEntries([...server.plugins].map(([name, { reason }]) => [name, reason]))
    expect(reasons).toMatchObject({
      'another-admin': expect.stringContaining('plugin name "admin" is reserved'),
      'another-kernel': expect.stringContaining('it is broken'),
      odd: expect.stringContaining('must be lower-case kebab'),
      keyless: expect.stringContaining('not a service key'),
      vital: 'it is vital',
      dangling: expect.stringContaining('ENOENT'),
      missing: expect.stringContaining('ENOENT'),
      'another-fitbit': expect.stringContaining('fitbit is not installed'),
      'another-diary': expect.stringContaining('rename one of the folders'),
    })
    expect(server.plugins.get('diary')).toMatchObject({ state: 'ready' })
    expect((await server.kernel.app.inject('/health/ready')).statusCode).toBe(200)
  } finally {
    process.chdir(before)
  }
})
