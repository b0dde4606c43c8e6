import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { digestOf } from '../../src/discovery/plugin-digest.ts'
import { ServerProcess, temporaryDirectory } from '../server-process.ts'
import { answering, packageOf, routeOf, writePlugin } from './plugin-folder.ts'

const act = async (server: ServerProcess, what: 'load' | 'reload' | 'unload', plugin: string) => {
  const response = await server.fetch(`/api/admin/plugins/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ plugin }),
  })
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  return { status: response.status, body: (await response.json()) as any }
}
const added = async (server: ServerProcess, name: string) =>
  (await server.json('/api/admin/plugins/added')).items.find((each: { name: string }) => each.name === name)

/** What a path answers, as soon as it does within a second. */
async function within(server: ServerProcess, path: string, expected: string | number): Promise<number> {
  const began = performance.now()
  for (;;) {
    const response = await server.fetch(path)
    const text = await response.text()
    if (text === expected || response.status === expected) return performance.now() - began
    if (performance.now() - began > 20_000) throw new Error(`${path} answers ${response.status} ${text}`)
    await sleep(20)
  }
}

test('a folder dropped into PLUGINS_DIR is served and documented; it is reloaded, unloaded, left out by the next start, and loaded again', async () => {
  await using directory = await temporaryDirectory()
  const environment = { DATA_DIR: directory.path }
  const folder = join(directory.path, 'plugins/diary')
  {
    await using server = await ServerProcess.start(environment)
    await server.signIn()
    const source = `import { word } from './lib/word.js'
import old from './lib/old.cjs'
const text = word + ' ' + old.word
export default {${routeOf('diary')}}`
    writePlugin(folder, source, {
      'lib/word.js': `export const word = 'one'`,
      'lib/old.cjs': `module.exports = { word: require('./older.cjs') }`,
      'lib/older.cjs': `module.exports = 'old one'`,
    })
    expect(await within(server, '/api/public/diary', 'one old one')).toBeLessThan(2_000)
    expect(Object.keys((await server.json('/openapi.json')).paths)).toContain('/api/public/diary')
    expect(await added(server, 'diary')).toMatchObject({
      state: 'loaded',
      hasChanged: false,
      plugins: ['diary'],
    })
    writeFileSync(join(folder, 'lib/word.js'), `export const word = 'two'`)
    expect(await added(server, 'diary')).toMatchObject({ hasChanged: true })
    const reloaded = await act(server, 'reload', 'diary')
    expect(reloaded).toMatchObject({ status: 200, body: { state: 'loaded', hasChanged: false } })
    expect(await (await server.fetch('/api/public/diary')).text()).toBe('two old one')
    writeFileSync(join(folder, 'lib/older.cjs'), `module.exports = 'old two'`)
    const stale = await act(server, 'reload', 'diary')
    expect(stale).toMatchObject({ status: 422 })
    expect(stale.body.detail).toContain('Node keeps its CommonJS files, and lib/older.cjs has changed')
    writeFileSync(join(folder, 'lib/older.cjs'), `module.exports = 'old one'`)
    writeFileSync(join(folder, 'index.js'), `throw new Error('it is broken')`)
    const refused = await act(server, 'reload', 'diary')
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'PLUGINS_LOAD_FAILED', detail: expect.stringContaining('it is broken') },
    })
    expect(await (await server.fetch('/api/public/diary')).text()).toBe('two old one')
    const health = await server.json('/health')
    expect(health.plugins.find(({ name }: { name: string }) => name === 'diary')).toMatchObject({
      state: 'ready',
      problem: expect.stringContaining('it is broken'),
    })
    writeFileSync(join(folder, 'index.js'), answering('diary', 'three'))
    await within(server, '/api/public/diary', 'three')
    expect(await act(server, 'unload', 'diary')).toMatchObject({ status: 200, body: { state: 'unloaded' } })
    expect((await server.fetch('/api/public/diary')).status).toBe(404)
    expect(await act(server, 'unload', 'diary')).toMatchObject({ status: 409 })
    expect(await act(server, 'load', 'dairy')).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('Did you mean diary?') },
    })
    const entries = await server.json('/api/admin/audit?subjectType=plugin')
    expect(entries.items.map(({ action }: { action: string }) => action)).toEqual(['deleted', 'updated'])
  }
  await using server = await ServerProcess.start(environment)
  await server.signIn()
  await sleep(1_000)
  expect((await server.fetch('/api/public/diary')).status).toBe(404)
  expect(await act(server, 'load', 'diary')).toMatchObject({ status: 200, body: { state: 'loaded' } })
  expect(await (await server.fetch('/api/public/diary')).text()).toBe('three')
}, 120_000)

test('on two processes a load, a reload and an unload are effective within a second, or the second says why not', async () => {
  await using directory = await temporaryDirectory()
  const both = { DATA_DIR: directory.path }
  const elsewhere = join(directory.path, 'other-plugins')
  await using first = await ServerProcess.start(both)
  await using second = await ServerProcess.start({ ...both, PLUGINS_DIR: elsewhere })
  await first.signIn()
  second.cookie = first.cookie
  const folder = writePlugin(join(directory.path, 'plugins/diary'), answering('diary', 'one'))
  const copy = join(elsewhere, 'diary')
  await within(first, '/api/public/diary', 'one')
  expect(await act(first, 'load', 'diary')).toMatchObject({ status: 200 })
  const others = async () =>
    (await added(first, 'diary')).processes.filter(({ isThis }: { isThis: boolean }) => !isThis)
  while ((await others()).length === 0) await sleep(20)
  expect(await others()).toMatchObject([
    {
      failure: expect.stringContaining('this machine has no plugin "diary": copy its folder to PLUGINS_DIR'),
    },
  ])
  const checkOf = async (server: ServerProcess) =>
    (await server.json('/health')).checks.find(({ name }: { name: string }) => name === 'added-plugins')
  expect(await checkOf(first)).toMatchObject({ status: 'passing' })
  expect(await checkOf(second)).toMatchObject({
    status: 'failing',
    message: expect.stringContaining('"diary"'),
  })
  writePlugin(copy, answering('diary', 'one'))
  await within(second, '/api/public/diary', 'one')
  while ((await others())[0].failure !== null) await sleep(20)
  for (const text of ['two', 'three']) {
    for (const place of [copy, folder]) writeFileSync(join(place, 'index.js'), answering('diary', text))
    expect(await act(first, 'reload', 'diary')).toMatchObject({ status: 200 })
    expect(await within(second, '/api/public/diary', text)).toBeLessThan(1_000)
  }
  while ((await others())[0].failure !== null) await sleep(20)
  writeFileSync(join(folder, 'index.js'), answering('diary', 'four'))
  expect(await act(first, 'reload', 'diary')).toMatchObject({ status: 200 })
  while ((await others())[0].failure === null) await sleep(20)
  expect((await others())[0].failure).toContain('its files differ from those of the process that was asked')
  expect(await act(second, 'unload', 'diary')).toMatchObject({ status: 200 })
  expect(await within(first, '/api/public/diary', 404)).toBeLessThan(1_000)
  rmSync(folder, { recursive: true })
}, 120_000)

const clashing = `export default { name: 'clashing', version: '1.0.0', configureRoutes: () => ({ root: (app) => void app.get('/health/live', {
  config: { access: 'public' }, schema: { summary: 'x', response: { 200: { type: 'string' } } } }, () => '') }) }`
const routeWith = (
  name: string,
  schema: string,
) => `export default { name: '${name}', version: '1.0.0', configureRoutes: () => ({
  public: (app) => void app.get('/:word', { schema: { summary: 'x', response: { 200: { type: 'string' } }, ${schema} } }, () => '') }) }`

/** By name: its source, and what the reason says. */
const BAD: Readonly<Record<string, readonly [source: string, reason: string]>> = {
  throwing: [`throw new Error('it throws')`, 'it throws'],
  hanging: [
    `export default { name: 'hanging', version: '1.0.0', registerServices: () => new Promise(() => {}) }`,
    'did not finish within 5000 ms',
  ],
  clashing: [clashing, 'which plugin "operations" has declared'],
  misshapen: [routeWith('misshapen', `params: { type: 'nonsense' }`), 'schema that cannot be compiled'],
  'super-linear': [
    routeWith(
      'super-linear',
      `params: { type: 'object', properties: { word: { type: 'string', pattern: '^(a|a)*$' } } }`,
    ),
    'pattern',
  ],
  orphan: [
    `export default { name: 'orphan', version: '1.0.0', uses: [{ name: 'missing' }] }`,
    'needs service "missing", which no plugin registers',
  ],
  rejecting: [
    `export default { name: 'rejecting', version: '1.0.0', start: () => void setTimeout(() => Promise.reject(new Error('it rejects later')), 50) }`,
    'it caused an unhandled rejection: it rejects later',
  ],
}

const saysEach = async (server: ServerProcess) => {
  const { status, plugins } = await server.json('/health')
  expect(status).toBe('degraded')
  for (const [name, [, reason]] of Object.entries(BAD)) {
    const found = plugins.find((plugin: { name: string }) => plugin.name === name)
    expect(found?.reason ?? found?.problem, name).toContain(reason)
  }
  expect(await (await server.fetch('/api/public/good')).text()).toBe('good')
  expect((await server.fetch('/health/ready')).status).toBe(200)
  expect((await server.fetch('/api/netflix')).status).toBe(200)
}

test('seven bad plugins, at the boot and by load, hurt nothing but themselves, and /health names each', async () => {
  await using directory = await temporaryDirectory()
  const environment = { DATA_DIR: directory.path }
  const plugins = join(directory.path, 'plugins')
  writePlugin(join(plugins, 'good'), answering('good', 'good'))
  {
    await using server = await ServerProcess.start(environment)
    await server.signIn()
    for (const [name, [source]] of Object.entries(BAD)) {
      // Another name than the folder's would do as well: the folder is what is loaded.
      writePlugin(join(plugins, name), source)
      const { status } = await act(server, 'load', name)
      expect(status, name).toBe(name === 'rejecting' ? 200 : 422)
    }
    await sleep(200)
    await saysEach(server)
    writeFileSync(join(plugins, 'orphan/index.js'), answering('orphan', 'repaired'))
    await within(server, '/api/public/orphan', 'repaired')
    writePlugin(join(plugins, 'orphan'), BAD['orphan']?.[0] ?? '')
  }
  await using server = await ServerProcess.start(environment)
  await server.signIn()
  await sleep(200)
  await saysEach(server)
}, 120_000)

test('what tributary.config.ts names is loaded while the server runs, and reloaded with other options', async () => {
  await using directory = await temporaryDirectory()
  const { path } = directory
  const before = process.cwd()
  writePlugin(join(path, 'mine'), `export default ({ text }) => ({${routeOf('mine')}})`)
  const configure = (text: string) =>
    writeFileSync(
      join(path, 'tributary.config.ts'),
      `interface Options { text: string }
       const options: Options = { text: '${text}' }
       export default { plugins: [{ plugin: './mine', options }] }`,
    )
  process.chdir(path)
  try {
    await using server = await ServerProcess.start({ DATA_DIR: join(path, 'data') })
    await server.signIn()
    configure('one')
    expect(await act(server, 'load', 'mine')).toMatchObject({ status: 200 })
    expect(await (await server.fetch('/api/public/mine')).text()).toBe('one')
    // Packages beside the configuration are not those of a plugin, and may change.
    writePlugin(join(path, 'node_modules/other'), answering('other', 'other'))
    configure('two')
    expect(await act(server, 'reload', 'mine')).toMatchObject({ status: 200 })
    expect(await (await server.fetch('/api/public/mine')).text()).toBe('two')
  } finally {
    process.chdir(before)
  }
})

/** Two plugins, of which the second uses a service of the first. */
const couple = (text: string, start = '') => `
const key = { name: 'words' }
const text = '${text}'
export const giver = {${routeOf('giver')} registerServices: (own) => own.registerService(key, () => text) }
export const taker = {${routeOf('taker')} uses: [key], start(own) { own.getService(key); ${start} } }`

test('a package of plugins that use each other is reloaded as a whole, and where one fails, all of before go on', async () => {
  await using directory = await temporaryDirectory()
  const folder = writePlugin(join(directory.path, 'plugins/couple'), couple('one'))
  const other = writePlugin(join(directory.path, 'plugins/late'), BAD['orphan']?.[0] ?? '')
  await using server = await ServerProcess.start({ DATA_DIR: directory.path })
  await server.signIn()
  const texts = async () =>
    Promise.all(['giver', 'taker'].map(async (name) => (await server.fetch(`/api/public/${name}`)).text()))
  expect(await texts()).toEqual(['one', 'one'])
  writeFileSync(join(folder, 'index.js'), couple('two'))
  expect(await act(server, 'reload', 'couple')).toMatchObject({ status: 200 })
  expect(await texts()).toEqual(['two', 'two'])
  writeFileSync(join(folder, 'index.js'), couple('three', `throw new Error('it is broken')`))
  for (const broken of ['it is broken', 'it is broken']) {
    const refused = await act(server, 'reload', 'couple')
    expect(refused).toMatchObject({ status: 422, body: { detail: expect.stringContaining(broken) } })
    expect(await texts()).toEqual(['two', 'two'])
  }
  expect(await act(server, 'unload', 'couple')).toMatchObject({ status: 200 })
  expect((await server.fetch('/api/public/giver')).status).toBe(404)
  // Refused at the boot: it is not shown as loaded, and a load does not say that nothing is to be done.
  expect(await added(server, 'late')).toMatchObject({ state: 'failed' })
  expect(await act(server, 'load', 'late')).toMatchObject({ status: 422 })
  writeFileSync(join(other, 'index.js'), answering('orphan', 'repaired'))
  await within(server, '/api/public/orphan', 'repaired')
})

test('with a digest in PLUGINS_ALLOW only the files that it covers are imported', async () => {
  await using directory = await temporaryDirectory()
  const plugins = join(directory.path, 'plugins')
  const folder = writePlugin(
    join(plugins, 'diary'),
    `import { text } from './lib/text.js'
import { Type } from 'typebox'
if (typeof Type.String !== 'function') throw new Error('the server provides typebox')
export default {${routeOf('diary')}}`,
    { 'lib/text.js': `export { text } from 'word'`, ...packageOf('word', `export const text = 'one'`) },
  )
  const reaching = writePlugin(
    join(plugins, 'reaching'),
    `import { text } from '../word.js'\nexport default {${routeOf('reaching')}}`,
  )
  writeFileSync(join(plugins, 'word.js'), `export const text = 'outside'`)
  const linking = writePlugin(join(plugins, 'linking'), answering('linking', 'linked'))
  symlinkSync('../word.js', join(linking, 'word.js'))
  const allowed = [folder, reaching, linking].map((each) => `${basename(each)}@${digestOf(each)}`)
  await using server = await ServerProcess.start({
    DATA_DIR: directory.path,
    PLUGINS_ALLOW: allowed.join(','),
  })
  await server.signIn()
  expect(await (await server.fetch('/api/public/diary')).text()).toBe('one')
  expect((await added(server, 'reaching')).failure).toContain('it imports ../word.js from outside its folder')
  expect((await added(server, 'linking')).failure).toContain('does not cover what word.js links to')
  writeFileSync(join(folder, 'lib/text.js'), `export const text = 'two'`)
  expect((await act(server, 'reload', 'diary')).body.detail).toContain(
    'its content has changed since PLUGINS_ALLOW was set',
  )
  expect(await (await server.fetch('/api/public/diary')).text()).toBe('one')
})

test('a package that has changed is not run half old, and a syntax error is told with its place', async () => {
  await using directory = await temporaryDirectory()
  const source = `import { text } from 'word'\nexport default {${routeOf('diary')}}`
  const folder = writePlugin(
    join(directory.path, 'plugins/diary'),
    source,
    packageOf('word', `export const text = 'one'`),
  )
  await using server = await ServerProcess.start({ DATA_DIR: directory.path })
  await server.signIn()
  writeFileSync(join(folder, 'node_modules/word/index.js'), `export const text = 'two'`)
  expect((await act(server, 'reload', 'diary')).body.detail).toContain(
    'Node keeps packages, and its node_modules has changed',
  )
  writeFileSync(join(folder, 'node_modules/word/index.js'), `export const text = 'one'`)
  writeFileSync(join(folder, 'index.js'), `${source}\n}`)
  expect((await act(server, 'reload', 'diary')).body.detail).toMatch(
    /Unexpected token '}' \(.*index\.js, line \d+\)/,
  )
  expect(await (await server.fetch('/api/public/diary')).text()).toBe('one')
})
