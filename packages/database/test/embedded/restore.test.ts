import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backupDatabase } from '../../src/embedded/backup/backup-database.ts'
import { type RestoreResult, restoreDatabase } from '../../src/embedded/backup/restore-database.ts'
import { locateHome } from '../../src/embedded/locate-home.ts'
import { startChild } from '../children/start-child.ts'
import { alterBackup, type TestEntry } from './alter-backup.ts'
import { clustersIn, makeDatabase, startServer, testDirectory, VERSION } from './backups.ts'
import { flipByte } from './flip-byte.ts'

const KEY = 'YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY='

/** What a refused restore leaves: no directory, or one that a start takes for an empty one. */
const NOTHING = [[], ['postgres', 'lock']]

describe('a restore', { timeout: 120_000 }, () => {
  const root = testDirectory()
  /** A backup with a table `kept`, without the master key; and one with it. */
  const backup = join(root.path, 'backup')
  const withKey = join(root.path, 'backup-with-key')
  beforeAll(async () => {
    await using server = await startServer(join(root.path, 'original'))
    await server.query('create table kept as select generate_series(1, 100) as n')
    await server.backup(backup)
    await backupDatabase(server.connection, withKey, { ...VERSION, masterKey: KEY })
  })
  afterAll(() => root[Symbol.asyncDispose]())

  let directories = 0
  const newDataDir = () => join(root.path, `data-${(directories += 1)}`)
  const restore = (file: string, dataDir: string) =>
    restoreDatabase(file, dataDir).then(
      (result) => result,
      (error: { code?: string; message: string }) => error,
    )
  const rowsIn = async (dataDir: string) => {
    await using server = await startServer(dataDir)
    return await server.query('select count(*)::int as rows from kept')
  }

  it('reports what was restored and what is missing, and restores an included master key', async () => {
    const without = newDataDir()
    expect(await restore(backup, without)).toMatchObject({
      cluster: join(without, 'postgres', '18'),
      masterKey: 'missing',
      info: { tributaryVersion: '1.2.3', masterKey: false },
    })
    expect(existsSync(join(without, 'master.key'))).toBe(false)
    const brought = newDataDir()
    expect(await restore(withKey, brought)).toMatchObject({ masterKey: 'restored' })
    expect(readFileSync(join(brought, 'master.key'), 'utf8')).toBe(`${KEY}\n`)
    expect(statSync(join(brought, 'master.key')).mode & 0o777).toBe(0o600)
    expect(await rowsIn(brought)).toEqual([{ rows: 100 }])
  })

  it('accepts a data directory with a master key and no database, and refuses another key', async () => {
    const dataDir = newDataDir()
    mkdirSync(dataDir)
    writeFileSync(join(dataDir, 'master.key'), 'another', { mode: 0o600 })
    expect(await restore(withKey, dataDir)).toMatchObject({ code: 'RESTORE_OTHER_MASTER_KEY' })
    expect(clustersIn(dataDir)).toEqual([])
    // As before the restore: a start does not take it for a new one.
    expect(() => locateHome(dataDir)).toThrow('holds master.key but no database')
    expect(await restore(backup, dataDir)).toMatchObject({ masterKey: 'kept' })
    expect(readFileSync(join(dataDir, 'master.key'), 'utf8')).toBe('another')
    expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
  })

  it('replaces no database, stopped or running, of this version or another', async () => {
    const dataDir = newDataDir()
    {
      await using server = await startServer(dataDir)
      expect(await server.query('select 1 as one')).toEqual([{ one: 1 }])
      expect(await restore(backup, dataDir)).toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
    }
    expect(await restore(backup, dataDir)).toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
    const older = newDataDir()
    mkdirSync(join(older, 'postgres', '17'), { recursive: true })
    expect(await restore(backup, older)).toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
  })

  it('into the directory of a moved damaged database starts, with any remaining files', async () => {
    const dataDir = newDataDir()
    await makeDatabase(dataDir)
    rmSync(join(dataDir, 'postgres', '18'), { recursive: true })
    // Its passwords and its manifest are still there.
    expect(readdirSync(join(dataDir, 'postgres'))).toContain('manifest.json')
    await restore(backup, dataDir)
    expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
  })

  it('sets the passwords of the roles after a failed first start, and if the server was read-only', async () => {
    const dataDir = newDataDir()
    const configuration = join(dataDir, 'postgres', '18', 'postgresql.auto.conf')
    const passwords = join(dataDir, 'postgres', 'passwords.json')
    await restore(backup, dataDir)
    rmSync(join(dataDir, 'postgres', 'manifest.json'))
    writeFileSync(configuration, 'no setting\n')
    await expect(startServer(dataDir)).rejects.toThrow('Creating the database failed')
    expect(existsSync(passwords)).toBe(false)
    // What a nearly full disk leaves.
    writeFileSync(configuration, 'default_transaction_read_only = on\n')
    expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
  })

  it('waits for no other process that starts or restores there', async () => {
    const dataDir = newDataDir()
    const results = await Promise.all([restore(backup, dataDir), restore(backup, dataDir)])
    const [failed] = results.filter((result) => 'code' in result)
    expect(failed).toMatchObject({ code: expect.stringMatching(/^(DATABASE_LOCKED|RESTORE_NOT_EMPTY)$/) })
    expect(clustersIn(dataDir)).toEqual(['18'])
  })

  it('refuses a file that is cut anywhere, and leaves nothing', async () => {
    const { size } = statSync(withKey)
    for (const length of [0, 1, 3, 20, 1000, size >> 2, size >> 1, size - 5, size - 4, size - 1]) {
      const cut = join(root.path, 'cut')
      await copyFile(withKey, cut)
      truncateSync(cut, length)
      const refusal = await refuse(cut)
      expect(refusal, `cut to ${length} of ${size}`).toMatchObject({ code: 'BACKUP_UNREADABLE' })
      expect(NOTHING).toContainEqual(refusal.left)
    }
  })

  it('refuses a file with one byte flipped, and leaves nothing', async () => {
    const { size } = statSync(withKey)
    for (const at of [0, 5, 50, 5000, size >> 2, size >> 1, size - 1000, size - 4, size - 1]) {
      const flipped = join(root.path, 'flipped')
      await copyFile(withKey, flipped)
      flipByte(flipped, at)
      const refusal = await refuse(flipped)
      expect(refusal, `flipped at ${at} of ${size}`).toMatchObject({ code: 'BACKUP_UNREADABLE' })
      expect(NOTHING).toContainEqual(refusal.left)
    }
  })

  it('refuses a file with something behind its end', async () => {
    const longer = join(root.path, 'longer')
    await copyFile(withKey, longer)
    writeFileSync(longer, 'x', { flag: 'a' })
    expect(await refuse(longer)).toMatchObject({ code: 'BACKUP_UNREADABLE', left: ['postgres', 'lock'] })
  })

  it.each<[string, (entry: TestEntry) => readonly TestEntry[]]>([
    ['PG_VERSION is altered', replaceContent('PG_VERSION', () => Buffer.from('19\n'))],
    ['PG_VERSION has 2 bytes instead of 3', replaceContent('PG_VERSION', () => Buffer.from('18'))],
    ['global/pg_control is missing', remove('global/pg_control')],
    [' is missing or cut', (entry) => (isSegment(entry) ? [] : [entry])],
    ['planted.so is not of this backup', add({ name: 'planted.so' })],
    [
      'its manifest is altered',
      replaceContent('backup_manifest', (text) => replace(text, '"Size": 3', '"Size": 4')),
    ],
    ['its manifest is missing', remove('backup_manifest')],
    ['the master key is missing', remove('master.key')],
    ['its manifest is of another database', withOtherManifest],
    ['are contradictory', add({ name: 'PG_VERSION' })],
    ['"../outside"', alone({ name: '../outside' })],
    ['"base/../../outside"', alone({ name: 'base/../../outside' })],
    ['"/outside"', alone({ name: '/outside' })],
    ['"pg_tblspc" (symlink)', alone({ name: 'pg_tblspc', type: 'symlink', linkname: '/etc' })],
    ['"passwd" (link)', alone({ name: 'passwd', type: 'link', linkname: '/etc/passwd' })],
    ['"fifo" (fifo)', alone({ name: 'fifo', type: 'fifo' })],
  ])('refuses an altered archive: %s', async (message, alter) => {
    const altered = join(root.path, 'altered')
    await alterBackup(withKey, altered, alter)
    const refusal = await refuse(altered)
    expect(refusal).toMatchObject({ code: 'BACKUP_UNREADABLE', left: ['postgres', 'lock'] })
    expect(refusal.message).toContain(message)
    expect(existsSync(join(root.path, 'outside'))).toBe(false)
  })

  it.each([
    [
      '17.9',
      'restore it with Tributary 1.2.3, which made it, and then run "tributary database upgrade" with this one.',
    ],
    ['19.1', 'restore it with Tributary 1.2.3, which made it.'],
  ])('refuses PostgreSQL %s and says what to do', async (version, message) => {
    const other = join(root.path, 'other')
    await alterBackup(
      withKey,
      other,
      replaceContent('tributary-backup.json', (text) => replace(text, '"18.4"', `"${version}"`)),
    )
    const dataDir = newDataDir()
    expect(await restore(other, dataDir)).toMatchObject({
      code: 'BACKUP_OTHER_VERSION',
      message: expect.stringContaining(message),
    })
    expect(existsSync(dataDir)).toBe(false)
  })

  it('refuses a file that is not a backup, and creates nothing', async () => {
    const dataDir = newDataDir()
    const text = join(root.path, 'text')
    writeFileSync(text, 'not a backup at all')
    expect(await restore(text, dataDir)).toMatchObject({ message: `${text} is not a backup of Tributary.` })
    expect(await restore(join(root.path, 'none'), dataDir)).toMatchObject({
      message: `There is no file ${join(root.path, 'none')}.`,
    })
    expect(await restore(root.path, dataDir)).toMatchObject({
      message: expect.stringContaining('cannot be read'),
    })
    expect(existsSync(dataDir)).toBe(false)
  })

  it('that is killed leaves nothing that a start considers a database, and can be repeated', async () => {
    const dataDir = newDataDir()
    const child = startChild('restore-backup', [backup, dataDir])
    const unfinished = () => {
      const home = join(dataDir, 'postgres')
      const name = existsSync(home)
        ? readdirSync(home).find((each) => each.startsWith('unfinished'))
        : undefined
      return name === undefined ? 0 : readdirSync(join(home, name)).length
    }
    await expect.poll(unfinished, { interval: 1, timeout: 20_000 }).toBeGreaterThan(3)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(clustersIn(dataDir)).toEqual([expect.stringMatching(/^unfinished-/)])
    await restore(backup, dataDir)
    expect(clustersIn(dataDir)).toEqual(['18'])
    expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
  })

  it('can be aborted, and leaves nothing', async () => {
    const dataDir = newDataDir()
    const abort = new AbortController()
    const ended = restoreDatabase(backup, dataDir, { signal: abort.signal }).catch((error: unknown) => error)
    await expect
      .poll(() => existsSync(join(dataDir, 'postgres')) && clustersIn(dataDir).length, { interval: 1 })
      .toBe(1)
    abort.abort()
    expect(await ended).toMatchObject({ code: 'BACKUP_ABORTED' })
    expect(clustersIn(dataDir)).toEqual([])
  })

  it.runIf(process.getuid?.() === 0)(
    'finds a place for a database that its account cannot reach',
    async () => {
      const closed = join(root.path, 'closed')
      mkdirSync(closed, { mode: 0o700 })
      const dataDir = join(closed, 'data')
      const { cluster } = (await restore(withKey, dataDir)) as RestoreResult
      const home = dirname(cluster)
      try {
        expect(readFileSync(join(dataDir, 'postgres-location'), 'utf8').trim()).toBe(home)
        expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
        // Its disk is lost, and what names it is not.
        rmSync(dirname(home), { recursive: true })
        expect(() => locateHome(dataDir)).toThrow('that directory is missing')
        expect(await restore(withKey, dataDir)).toMatchObject({ cluster, masterKey: 'kept' })
        expect(await rowsIn(dataDir)).toEqual([{ rows: 100 }])
      } finally {
        rmSync(dirname(home), { recursive: true, force: true })
      }
    },
  )

  /** The error, and what the restore left in its directory. */
  async function refuse(file: string) {
    const dataDir = newDataDir()
    const result = await restore(file, dataDir)
    const home = join(dataDir, 'postgres')
    const left = existsSync(dataDir) ? [...readdirSync(dataDir), ...readdirSync(home)] : []
    rmSync(dataDir, { recursive: true, force: true })
    return { ...result, message: 'message' in result ? result.message : '', left }
  }
})

function replaceContent(name: string, change: (content: Buffer) => Buffer) {
  return (entry: TestEntry) =>
    entry.header.name === name ? [{ ...entry, content: change(entry.content) }] : [entry]
}

function remove(name: string) {
  return (entry: TestEntry) => (entry.header.name === name ? [] : [entry])
}

function add(header: TestEntry['header']) {
  const added = { header, content: Buffer.from('x') }
  return (entry: TestEntry) => (entry.header.name === 'backup_manifest' ? [added, entry] : [entry])
}

/** In place of all that comes after the first entry. */
function alone(header: TestEntry['header']) {
  const added = { header, content: Buffer.from('x') }
  return (entry: TestEntry) => (entry.header.name === 'tributary-backup.json' ? [entry, added] : [])
}

function replace(content: Buffer, from: string, to: string): Buffer {
  return Buffer.from(content.toString().replace(from, to))
}

function isSegment({ header }: TestEntry): boolean {
  return /^pg_wal\/[0-9A-F]{24}$/.test(header.name)
}

/** A manifest whose own checksum is right. */
function withOtherManifest(entry: TestEntry): readonly TestEntry[] {
  if (entry.header.name !== 'backup_manifest') return [entry]
  const text = entry.content.toString().replace(/"System-Identifier": \d+/, '"System-Identifier": 1')
  const lines = text.slice(0, text.lastIndexOf('"Manifest-Checksum"'))
  const checksum = createHash('sha256').update(lines).digest('hex')
  return [{ ...entry, content: Buffer.from(`${lines}"Manifest-Checksum": "${checksum}"}\n`) }]
}
