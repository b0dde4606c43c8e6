import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { requireRunnable } from '../../src/embedded/check-machine.ts'
import { locateHome } from '../../src/embedded/locate-home.ts'
import { copyBinaries, locateBinaries, platformPackage } from '../../src/embedded/postgres-binaries.ts'
import { chooseServerAccount } from '../../src/embedded/server-account.ts'
import { serverSettings } from '../../src/embedded/server-settings.ts'
import { createDatabase } from '../../src/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

const AS_ROOT = process.getuid?.() === 0
/** An account of another user, where there is one: the owner of no test file. */
const OTHER = { uid: 65_534, gid: 65_534 }

describe('the machine', { timeout: 240_000 }, () => {
  let root: string
  beforeEach(() => {
    root = temporaryDirectory('tributary-machine-')
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  describe.runIf(AS_ROOT)('as root', () => {
    it('runs PostgreSQL as the owner of the data directory, which cannot read the master key', async () => {
      const dataDir = join(root, 'data')
      mkdirSync(dataDir)
      chownSync(dataDir, OTHER.uid, OTHER.gid)
      expect(chooseServerAccount(dataDir).ids).toEqual(OTHER)
      const database = createDatabase({ dataDir })
      await database.open()
      // As the server makes it, after the database is open.
      writeFileSync(join(dataDir, 'master.key'), 'secret', { mode: 0o600 })
      expect(statSync(join(dataDir, 'postgres', '18')).uid).toBe(OTHER.uid)
      const { status } = spawnSync('cat', [join(dataDir, 'master.key')], OTHER)
      expect(status).toBe(1)
      await database.close()
    })

    it('stores the database elsewhere if its account cannot enter the data directory, and finds it there again', async () => {
      chmodSync(root, 0o700)
      const dataDir = join(root, 'closed', 'data')
      const logged: string[] = []
      const log = (_: object, message: string) => void logged.push(message)
      const logger = { info: log, warn: log, error: log }
      const database = createDatabase({ dataDir, logger })
      await database.open()
      await database.pool.query('create table kept (n int)')
      await database.close()
      const home = readFileSync(join(dataDir, 'postgres-location'), 'utf8').trim()
      try {
        expect(home).toMatch(/^\/var\/lib\/tributary\/closed-[0-9a-f]{12}\/postgres$/)
        expect(logged.join('\n')).toContain(`so the database is in ${home}`)
        const again = createDatabase({ dataDir })
        await again.open()
        expect((await again.pool.query('select n from kept')).rows).toEqual([])
        await again.close()

        // The pointer is lost: what it named is not taken for nothing.
        await rm(join(dataDir, 'postgres-location'))
        expect(() => locateHome(dataDir)).toThrow(`${home} holds an earlier database of ${dataDir}`)
      } finally {
        await rm(dirname(home), { recursive: true })
      }
    })

    it('refuses a copy of a data directory whose database is elsewhere', async () => {
      chmodSync(root, 0o700)
      const dataDir = join(root, 'closed', 'data')
      const { home } = locateHome(dataDir)
      try {
        writeFileSync(join(home, 'postgres.log'), '')
        mkdirSync(join(root, 'copy'))
        writeFileSync(join(root, 'copy', 'postgres-location'), `${home}\n`)
        expect(() => locateHome(join(root, 'copy'))).toThrow(/is a copy of .*tributary backup/)
        await rm(dataDir, { recursive: true })
        expect(locateHome(join(root, 'copy')).home).toBe(home)
      } finally {
        await rm(dirname(home), { recursive: true })
      }
    })

    it('does not follow where another account leads', async () => {
      const dataDir = join(root, 'data')
      mkdirSync(dataDir)
      chownSync(dataDir, OTHER.uid, OTHER.gid)
      writeFileSync(join(dataDir, 'postgres-location'), `${join(root, 'elsewhere', 'postgres')}\n`)
      expect(() => locateHome(dataDir)).toThrow(/must be owned by root/)
      await rm(join(dataDir, 'postgres-location'))
      mkdirSync(join(root, 'elsewhere'))
      symlinkSync(join(root, 'elsewhere'), join(dataDir, 'postgres'))
      lchownSync(join(dataDir, 'postgres'), OTHER.uid, OTHER.gid)
      expect(() => locateHome(dataDir)).toThrow(/is a link of another account/)
      expect(readdirSync(join(root, 'elsewhere'))).toEqual([])
    })

    it('keeps the mode of the data directory, except for access by its account', async () => {
      const dataDir = join(root, 'data')
      mkdirSync(dataDir)
      chmodSync(dataDir, 0o1770)
      locateHome(dataDir)
      expect(statSync(dataDir).mode & 0o7777).toBe(0o1771)
    })

    it('reports what is needed for a directory whose owner has no entry in /etc/passwd', () => {
      const dataDir = join(root, 'data')
      mkdirSync(dataDir)
      chownSync(dataDir, 54_321, 54_321)
      expect(() => chooseServerAccount(dataDir)).toThrow(
        /belongs to uid 54321, which has no entry in \/etc\/passwd.*chown/,
      )
    })
  })

  // What the system answers is written by programs that answer like it.
  it.each([
    [
      'a C library that is too old',
      `echo "postgres: /lib/libc.so.6: version 'GLIBC_2.27' not found" >&2; exit 1`,
      /too old.*glibc 2\.27/,
    ],
    [
      'a missing library',
      'echo "postgres: error while loading shared libraries: libxml2.so.2: cannot open shared object file" >&2; exit 127',
      /needs the library libxml2\.so\.2/,
    ],
    ['anything else', 'echo "Bus error" >&2; exit 135', /cannot be run \(Bus error\)/],
  ])('is refused before a database is created for %s', (_, script, message) => {
    const postgres = join(root, 'postgres')
    writeFileSync(postgres, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    expect(() => requireRunnable({ postgres, initdb: '' }, { name: 'me' })).toThrow(message)
  })

  it('is refused for another C library, whose loader is missing, and for denied execution', () => {
    const postgres = join(root, 'postgres')
    writeFileSync(postgres, '#!/lib/ld-linux-of-another-system\n', { mode: 0o755 })
    expect(() => requireRunnable({ postgres, initdb: '' }, { name: 'me' })).toThrow(/musl.*based on Debian/)
    chmodSync(postgres, 0o644)
    expect(() => requireRunnable({ postgres, initdb: '' }, { name: 'me' })).toThrow(
      /denies executing.*restorecon/,
    )
  })

  it('gets the links in a copy that the install script of the package has not created', () => {
    const native = join(root, 'native')
    mkdirSync(join(native, 'lib'), { recursive: true })
    mkdirSync(join(native, 'bin'))
    writeFileSync(join(native, 'bin', 'postgres'), '')
    writeFileSync(join(native, 'lib', 'libpq.so.5.18'), 'library')
    writeFileSync(join(native, 'lib', 'libpq.a'), 'not needed')
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
    copyBinaries(native, links, join(root, 'copy'))
    expect(readFileSync(join(root, 'copy', 'lib', 'libpq.so.5'), 'utf8')).toBe('library')
    expect(existsSync(join(root, 'copy', 'lib', 'libpq.a'))).toBe(false)
    // The second of two processes that copy at once finds the copy of the first.
    copyBinaries(native, links, join(root, 'copy'))
  })

  it('reports whether a copy is new: a later start has nothing to report', () => {
    const name = platformPackage()
    const native = join(root, 'node_modules', name, 'native')
    mkdirSync(join(native, 'bin'), { recursive: true })
    writeFileSync(
      join(native, '..', 'package.json'),
      JSON.stringify({ name, version: '0.0.0', main: 'native/pg-symlinks.json' }),
    )
    writeFileSync(join(native, 'bin', 'postgres'), '', { mode: 0o755 })
    // A link that is not made: the package cannot be used where it is.
    writeFileSync(
      join(native, 'pg-symlinks.json'),
      JSON.stringify([{ source: 'native/lib/a.so.1', target: 'native/lib/a.so' }]),
    )
    const find = () => locateBinaries({ name: 'me' }, join(root, 'package.json'))
    const { copiedTo = '', ...first } = find()
    try {
      expect(first.isNewCopy).toBe(true)
      expect(find()).toMatchObject({ copiedTo, isNewCopy: false })
    } finally {
      rmSync(copiedTo, { recursive: true })
    }
  })

  it('reports which program directory cannot be written', () => {
    writeFileSync(join(root, 'file'), '')
    symlinkSync(join(root, 'file'), join(root, 'state'))
    expect(() => copyBinaries(root, [], join(root, 'state', 'copy'))).toThrow(
      /cannot be copied to .*make that directory writable/,
    )
  })

  it('decides the memory of the server by its own', () => {
    const settings = (gigabytes: number, platform: NodeJS.Platform = 'linux') =>
      serverSettings({ socketDirectory: '/run/a, "b"', memoryBytes: gigabytes * 2 ** 30, platform })
    expect(settings(1)).toMatchObject({
      shared_buffers: '32MB',
      work_mem: '4MB',
      effective_cache_size: '512MB',
    })
    expect(settings(24)).toMatchObject({ shared_buffers: '192MB', work_mem: '16MB', fsync: 'on' })
    expect(settings(1)['unix_socket_directories']).toBe('"/run/a, ""b"""')
    expect(settings(1)['wal_sync_method']).toBeUndefined()
    expect(settings(1, 'darwin')).toMatchObject({
      wal_sync_method: 'fsync_writethrough',
      dynamic_shared_memory_type: 'posix',
    })
  })
})
