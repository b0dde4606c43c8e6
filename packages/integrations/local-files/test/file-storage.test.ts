import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openProvider } from '@tributary/testkit'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openFileStorage } from '../src/file-storage.ts'
import { localFiles } from '../src/index.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'local-files-'))
  vi.stubEnv('LOCAL_FILES_DIRECTORIES', `${root}/one:${root}/two`)
  await mkdir(join(root, 'one'))
  await mkdir(join(root, 'two'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

const contents = (text: string) => new Blob([text]).stream()
const opened = (directory: string) =>
  openProvider({ integration: localFiles, kind: 'storage', values: { directory } })

test('a directory below any permitted one is opened, and created where it is missing', async () => {
  await using first = await opened('a/b')
  await first.use((storage) => storage.write('x', contents('x')))
  await using second = await opened(join(root, 'two', 'c'))
  expect(await second.test()).toEqual(['Opened the directory', 'Wrote an object', 'Read it', 'Deleted it'])
  expect(await second.health()).toEqual(['Opened the directory'])
  expect(await readdir(root, { recursive: true })).toEqual(
    expect.arrayContaining(['one/a/b/x.object', 'two/c']),
  )
})

test.each(['..', '../three', 'a/../../..', '/', '/etc', '/tmp'])(
  'the directory %j, which is not below a permitted one, is refused',
  async (directory) => {
    await expect(opened(directory)).rejects.toMatchObject({
      code: 'bad_configuration',
      message: expect.stringContaining('LOCAL_FILES_DIRECTORIES'),
    })
    expect(await readdir(root)).toEqual(['one', 'two'])
  },
)

test('without a permitted directory nothing is opened', async () => {
  for (const value of ['', 'relative/path', undefined]) {
    vi.stubEnv('LOCAL_FILES_DIRECTORIES', value)
    await expect(opened('a')).rejects.toMatchObject({ code: 'bad_configuration' })
  }
})

test('a permitted directory that is missing, as of a share that is not mounted, is not created', async () => {
  vi.stubEnv('LOCAL_FILES_DIRECTORIES', join(root, 'share'))
  await expect(opened('a')).rejects.toMatchObject({ code: 'upstream', message: /mounted/ })
  expect(await readdir(root)).toEqual(['one', 'two'])
})

test('a symbolic link leads nowhere: not as the directory, not as a folder, not as a file', async () => {
  const outside = join(root, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'secret.object'), 'secret')
  await symlink(outside, join(root, 'one', 'link'))
  await expect(opened('link')).rejects.toMatchObject({ code: 'bad_configuration' })
  await symlink(join(outside, 'secret.object'), join(root, 'one', 'file.object'))
  await using storage = await opened('.')
  await storage.use(async (each) => {
    await expect(each.read('link/secret')).rejects.toMatchObject({ code: 'permission_denied' })
    await expect(each.write('link/new', contents('x'))).rejects.toMatchObject({ code: 'permission_denied' })
    await expect(each.delete('link/secret')).rejects.toMatchObject({ code: 'permission_denied' })
    await expect(each.read('file')).rejects.toMatchObject({ code: 'ELOOP' })
    expect(await Array.fromAsync(each.list())).toEqual([])
    // Replaces the link, not what it leads to.
    await each.write('file', contents('new'))
  })
  expect(await readFile(join(outside, 'secret.object'), 'utf8')).toBe('secret')
  expect(await readdir(outside)).toEqual(['secret.object'])
})

test('what a process that died has left is not an object, and is deleted after a day', async () => {
  const storage = openFileStorage(root)
  const left = join(root, 'one', '.0123456789abcdef-left.writing')
  await writeFile(left, 'half')
  expect(await Array.fromAsync(storage.list())).toEqual([])
  expect(await readdir(join(root, 'one'))).toHaveLength(1)
  const before = new Date(Date.now() - 25 * 60 * 60 * 1000)
  await utimes(left, before, before)
  await Array.fromAsync(storage.list())
  expect(await readdir(join(root, 'one'))).toEqual([])
})

test('what a killed write has left goes with its object once nothing is written to it any longer', async () => {
  const storage = openFileStorage(root)
  const never = async function* () {
    yield new Uint8Array(10)
    await new Promise(() => {})
  }
  for (const key of ['two/a', 'two/b']) storage.write(key, ReadableStream.from(never())).catch(() => {})
  const left = async () => (await readdir(join(root, 'two')).catch(() => [])).length
  await vi.waitFor(async () => expect(await left()).toBe(2), { interval: 5, timeout: 20_000 })
  await storage.delete('two/a')
  expect(await left()).toBe(2)
  await openFileStorage(root, () => Date.now() + 16 * 60 * 1000).delete('two/a')
  expect(await left()).toBe(1)
})

test('files of others in the directory are no objects and stay', async () => {
  await writeFile(join(root, 'one', 'README.txt'), 'mine')
  await writeFile(join(root, 'one', 'A.object'), 'not escaped')
  const storage = openFileStorage(join(root, 'one'))
  expect(await Array.fromAsync(storage.list())).toEqual([])
  expect(await readdir(join(root, 'one'))).toHaveLength(2)
})

test('folders that are empty are removed with the last object, but not the directory itself', async () => {
  const storage = openFileStorage(join(root, 'one'))
  await storage.write('a/b/c', contents('x'))
  await storage.write('a/d', contents('x'))
  await storage.delete('a/b/c')
  expect(await readdir(join(root, 'one', 'a'))).toEqual(['d.object'])
  await storage.delete('a/d')
  expect(await readdir(join(root, 'one'))).toEqual([])
})

test.skipIf(process.getuid?.() === 0)('a directory that cannot be written is named as such', async () => {
  await chmod(join(root, 'one'), 0o500)
  await expect(openFileStorage(join(root, 'one')).write('a', contents('x'))).rejects.toMatchObject({
    code: 'permission_denied',
  })
})
