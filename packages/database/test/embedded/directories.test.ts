import { execFileSync, spawn } from 'node:child_process'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { endWithThisProcess } from '@tributary/processes'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, type DatabaseOptions } from '../../src/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'
import { postmaster } from './postgres-processes.ts'

/** Opens, runs the statements, closes; resolves to the rows of the last one. */
async function run(options: DatabaseOptions, ...statements: string[]): Promise<readonly unknown[]> {
  const database = createDatabase(options)
  try {
    await database.open()
    let rows: readonly unknown[] = []
    for (const statement of statements) rows = (await database.pool.query(statement)).rows
    return rows
  } finally {
    await database.close()
  }
}

const refusal = (options: DatabaseOptions): Promise<{ code: string; message: string }> =>
  run(options).then(
    () => Promise.reject(new Error('it was not refused')),
    (error: { code: string; message: string }) => error,
  )

describe('a data directory', { timeout: 240_000 }, () => {
  let root: string
  beforeEach(() => {
    root = temporaryDirectory('tributary-directories-')
  })
  afterEach(() => rm(root, { recursive: true, force: true }))

  it('is closed to other users, and contains only the database when it is stopped', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir })
    expect(statSync(join(dataDir, 'postgres')).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir, 'postgres', 'passwords.json')).mode & 0o777).toBe(0o600)
    expect(readdirSync(dataDir)).toEqual(['postgres'])
    expect(readdirSync(join(dataDir, 'postgres')).sort()).toEqual([
      '18',
      'clients',
      'lock',
      'manifest.json',
      'members',
      'passwords.json',
      'postgres.log',
    ])
  })

  it('may have blanks, commas, quotes and umlauts in its path', async () => {
    const dataDir = join(root, `Ünsere Daten, "alt" 'neu' $HOME`)
    expect(await run({ dataDir }, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await run({ dataDir }, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('may have a path that is too long for a socket, which is elsewhere then and removed at the end', async () => {
    const dataDir = join(root, 'd'.repeat(120))
    const database = createDatabase({ dataDir })
    await database.open()
    const { host = '' } = database.pool.options
    expect(host).toMatch(/^\/tmp\/tributary-/)
    expect(statSync(host).mode & 0o777).toBe(0o700)
    await database.close()
    expect(existsSync(host)).toBe(false)
    expect(await run({ dataDir }, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('by two paths is one database with one postmaster', async () => {
    const dataDir = join(root, 'data')
    symlinkSync(dataDir, join(root, 'link'))
    const first = createDatabase({ dataDir })
    await first.open()
    await first.pool.query('create table kept (n int)')
    const pid = postmaster(dataDir)
    expect(await run({ dataDir: join(root, 'link') }, 'select n from kept')).toEqual([])
    expect(postmaster(dataDir)).toBe(pid)
    await first.close()
  })

  it('that is a copy of a running one is a separate database', async () => {
    const dataDir = join(root, 'd'.repeat(110))
    await run({ dataDir }, 'create table kept (n int)')
    const original = createDatabase({ dataDir })
    await original.open()
    // The copy names the socket of the original, and its pid.
    execFileSync('cp', ['-a', dataDir, join(root, 'copy')])
    await run({ dataDir: join(root, 'copy') }, 'insert into kept values (1)')
    expect((await original.pool.query('select n from kept')).rows).toEqual([])
    await original.close()
  })

  it('is taken over if the files of a killed postmaster name another process', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir }, 'create table kept (n int)')
    const home = join(dataDir, 'postgres')
    // Of the account of the server, for which PostgreSQL itself would take it for a running postmaster.
    const { uid, gid } = statSync(home)
    const other = spawn('sleep', ['60'], { uid, gid, stdio: 'ignore' })
    endWithThisProcess(other)
    const lines = [other.pid, join(home, '18'), 1, 5432, home, '', '1 1', 'ready   ', ''].join('\n')
    for (const file of [join(home, '18', 'postmaster.pid'), join(home, '.s.PGSQL.5432.lock')]) {
      writeFileSync(file, lines)
      chownSync(file, uid, gid)
    }
    expect(await run({ dataDir }, 'select n from kept')).toEqual([])
    other.kill()
  })

  it('accepts the loss of files that PostgreSQL creates again, for example after a power cut', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir }, 'create table kept (n int)')
    const cluster = join(dataDir, 'postgres', '18')
    await rm(join(cluster, 'global', 'pg_internal.init'))
    await rm(join(cluster, 'pg_subtrans', '0000'))
    await rm(join(cluster, 'pg_stat', 'pgstat.stat'), { force: true })
    expect(await run({ dataDir }, 'select n from kept')).toEqual([])
  })

  it('whose password file is lost gets new passwords', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir }, 'create table kept (n int)')
    const passwords = join(dataDir, 'postgres', 'passwords.json')
    const before = readFileSync(passwords, 'utf8')
    await rm(passwords)
    expect(await run({ dataDir }, 'select n from kept')).toEqual([])
    expect(readFileSync(passwords, 'utf8')).not.toBe(before)
  })

  it('of the earlier, WebAssembly kind is refused and unchanged', async () => {
    const home = join(root, 'postgres')
    mkdirSync(join(home, 'base'), { recursive: true })
    writeFileSync(join(home, 'PG_VERSION'), '18\n')
    expect(await refusal({ dataDir: root })).toMatchObject({
      code: 'DATABASE_OTHER_VERSION',
      message: expect.stringMatching(/WebAssembly database.*import your files again/),
    })
    expect(readdirSync(home).sort()).toEqual(expect.arrayContaining(['PG_VERSION', 'base']))
    expect(existsSync(join(home, '18'))).toBe(false)
  })

  it.each([
    ['17', 'tributary database upgrade'],
    ['19', 'use the newer version of Tributary'],
  ])('of PostgreSQL %s is refused with what to do', async (version, cure) => {
    mkdirSync(join(root, 'postgres', version), { recursive: true })
    writeFileSync(join(root, 'postgres', version, 'PG_VERSION'), `${version}\n`)
    expect(await refusal({ dataDir: root })).toMatchObject({
      code: 'DATABASE_OTHER_VERSION',
      message: expect.stringContaining(cure),
    })
    expect(existsSync(join(root, 'postgres', '18'))).toBe(false)
  })

  it('whose cluster is missing, after a crash as well, is not a first start', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir })
    await rm(join(dataDir, 'postgres', '18'), { recursive: true })
    await rm(join(dataDir, 'postgres', 'manifest.json'))
    expect(await refusal({ dataDir })).toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('the whole directory missing'),
    })
    expect(existsSync(join(dataDir, 'postgres', '18'))).toBe(false)
  })

  it('with a master key and no database is no first start', async () => {
    writeFileSync(join(root, 'master.key'), 'key')
    expect(await refusal({ dataDir: root })).toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringMatching(/holds master\.key but no database.*DATABASE_URL/),
    })
    expect(readdirSync(root)).toEqual(['master.key'])
  })

  it('that cannot be created names the setting', async () => {
    writeFileSync(join(root, 'file'), '')
    expect(await refusal({ dataDir: join(root, 'file', 'data') })).toMatchObject({
      code: 'DATABASE_CANNOT_RUN',
      message: expect.stringMatching(/ENOTDIR.*Set DATA_DIR/),
    })
  })

  it('on which a PostgreSQL runs that was started by hand is refused with its pid', async () => {
    const dataDir = join(root, 'data')
    await run({ dataDir })
    const cluster = join(dataDir, 'postgres', '18')
    const database = createDatabase({ dataDir })
    await database.open()
    // As one is that was started by hand: it runs, and holds no lock of ours.
    const pid = postmaster(dataDir)
    await rm(join(dataDir, 'postgres', 'lock'))
    await rm(join(dataDir, 'postgres', 'clients'))
    expect(await refusal({ dataDir })).toMatchObject({
      code: 'DATABASE_LOCKED',
      message: `PostgreSQL (process ${pid}) already runs on ${cluster} and was not started by Tributary: stop it first.`,
    })
    await database.close()
    await expect.poll(() => existsSync(join(cluster, 'postmaster.pid')), { timeout: 5_000 }).toBe(false)
  })
})
