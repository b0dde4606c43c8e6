import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ensureDataDirectory } from '../src/embedded/data-directory.ts'
import { beginEmbedded } from '../src/embedded/index.ts'
import { PACKED_DIRECTORY } from '../src/embedded/packed-directory.ts'
import { createDatabase } from '../src/index.ts'
import { startTestDatabase } from '../src/testing/index.ts'
import { temporaryDirectory } from '../src/testing/temporary-directory.ts'
import { killChild, startChild } from './children/start-child.ts'
import { type NoteTables, noteMigrations } from './notes.ts'

const ROUNDS = Number(process.env.CRASH_ROUNDS ?? 3)

describe('the embedded database', () => {
  let dataDir: string
  beforeEach(() => {
    dataDir = temporaryDirectory('tributary-embedded-')
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  it('loses nothing that was acknowledged when its process is killed', { timeout: 120_000 }, async () => {
    const test = await startTestDatabase({ dataDir })
    await test.database.close()
    const acknowledged: string[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = startChild('write-notes', [JSON.stringify(test.options), `r${round}`])
      const until = acknowledged.length + 50 + round * 37
      await new Promise<void>((resolve, reject) => {
        child.on('exit', () => reject(new Error('the writer ended by itself')))
        child.on('message', (text: string) => {
          acknowledged.push(text)
          if (acknowledged.length >= until) resolve()
        })
      })
      child.removeAllListeners('exit')
      await killChild(child)
    }
    const reopened = createDatabase(test.options)
    await reopened.open()
    const rows = await reopened.tables<NoteTables>().selectFrom('notes').select('text').execute()
    await reopened.close()
    const kept = new Set(rows.map((row) => row.text))
    expect(acknowledged.filter((text) => !kept.has(text))).toEqual([])
    expect(acknowledged.length).toBeGreaterThanOrEqual(ROUNDS * 50)
  })

  it('keeps its socket to its user and leaves nothing behind', async () => {
    const test = await startTestDatabase({ dataDir })
    const { host = '' } = test.database.pool.options
    expect((await stat(host)).mode & 0o777).toBe(0o700)
    expect((await stat(join(dataDir, 'postgres'))).mode & 0o777).toBe(0o700)
    await test.database.close()
    expect(existsSync(host)).toBe(false)
    expect((await readdir(dataDir)).sort()).toEqual(['database.lock', 'postgres'])
  })

  it('starts before anybody opens it, for whoever takes it over, and is stopped by either', async () => {
    const test = await startTestDatabase({ dataDir })
    await test.database.close()
    const embedded = await beginEmbedded(dataDir)
    const taken = createDatabase({ dataDir, embedded })
    expect(taken.pool.options.host).toBe(embedded.host)
    await taken.open()
    expect((await taken.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await taken.close()
    await embedded.stop()
    expect((await readdir(dataDir)).sort()).toEqual(['database.lock', 'postgres'])

    const forNobody = await beginEmbedded(dataDir)
    await forNobody.stop()
    expect(existsSync(forNobody.host)).toBe(false)
    expect((await readdir(dataDir)).sort()).toEqual(['database.lock', 'postgres'])
  })

  it('tells whoever opens it that another has its directory, however early it was begun', async () => {
    await using test = await startTestDatabase({ dataDir })
    const second = createDatabase({ ...test.options, embedded: await beginEmbedded(dataDir) })
    await expect(second.open()).rejects.toMatchObject({
      code: 'DATABASE_LOCKED',
      message: expect.stringContaining(`This process (${process.pid}) has the database`),
      extensions: { pid: process.pid },
    })
    expect((await test.database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('makes its directory whole or not at all', async () => {
    const half = join(dataDir, 'postgres.unfinished-1')
    await mkdir(half)
    await writeFile(join(half, 'PG_VERSION'), '18')
    await using test = await startTestDatabase({ dataDir })
    expect(existsSync(half)).toBe(false)
    await test.database.check()
  })

  it('makes its directory itself where the build has packed none that is whole', {
    timeout: 120_000,
  }, async () => {
    const packed = await readFile(PACKED_DIRECTORY)
    await writeFile(join(dataDir, 'cut'), packed.subarray(0, packed.length - 1))
    for (const name of ['packed', 'nowhere', 'cut']) {
      const own = join(dataDir, `own-${name}`)
      await mkdir(own)
      const place = name === 'packed' ? PACKED_DIRECTORY : pathToFileURL(join(dataDir, name))
      const directory = await ensureDataDirectory(own, place)
      expect(await readFile(join(directory, 'PG_VERSION'), 'utf8')).toBe('18\n')
      expect((await stat(directory)).mode & 0o777).toBe(0o700)
      const files = (await readdir(directory, { recursive: true })).length
      expect(files).toBeGreaterThan(900)
      const database = createDatabase({ dataDir: own })
      await database.open()
      expect((await database.pool.query('show timezone')).rows).toEqual([{ TimeZone: 'UTC' }])
      await database.close()
    }
  })

  it('fits its socket under a long temporary directory', async () => {
    const usual = process.env.TMPDIR
    const long = join(dataDir, 'd'.repeat(100))
    await mkdir(long)
    process.env.TMPDIR = long
    const database = createDatabase({ dataDir })
    if (usual === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = usual
    expect(dirname(database.pool.options.host ?? '')).toBe('/tmp')
    await database.close()
  })

  it('starts again when PostgreSQL inside it dies', { timeout: 60_000 }, async () => {
    const said: string[] = []
    const logger = { info() {}, warn() {}, error: (_: object, message: string) => void said.push(message) }
    await using test = await startTestDatabase({ dataDir, logger, migrations: { notes: noteMigrations } })
    const { pool } = test.database
    await pool.query(`insert into notes (text) values ('before')`)
    // Without a place for the write-ahead log, PostgreSQL panics.
    const log = join(dataDir, 'postgres', 'pg_wal')
    await rename(log, `${log}.away`)
    const much = pool.query(
      `insert into notes (text) select repeat('x', 900) || n from generate_series(1, 40000) n`,
    )
    await expect(much).rejects.toThrow('pg_wal')
    await rename(`${log}.away`, log)
    const answer = () => test.database.check().then(() => 'up')
    await expect.poll(answer, { timeout: 30_000, interval: 200 }).toBe('up')
    expect(said).toContain('the embedded database died and is started again')
    expect((await pool.query('select text from notes')).rows).toEqual([{ text: 'before' }])
  })
})
