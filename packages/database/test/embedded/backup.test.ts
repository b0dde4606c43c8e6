import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { backupDatabase } from '../../src/embedded/backup/backup-database.ts'
import { runBaseBackup, withReplication } from '../../src/embedded/backup/base-backup.ts'
import { restoreDatabase } from '../../src/embedded/backup/restore-database.ts'
import type { EmbeddedConnection } from '../../src/embedded/index.ts'
import { makeDatabase, startServer, testDirectory, VERSION } from './backups.ts'
import { flipByte } from './flip-byte.ts'

const MEGABYTE = 1024 * 1024

describe('a backup of the running database', { timeout: 120_000 }, () => {
  it('taken while a process writes restores a consistent state', async () => {
    await using directory = testDirectory()
    const file = join(directory.path, 'backup')
    const restored = join(directory.path, 'restored')
    let atStart: number
    let acknowledged: number
    await using server = await startServer(join(directory.path, 'data'))
    await server.query(LEDGER)
    {
      await using writer = await startWriter(server.connection)
      await expect.poll(() => writer.committed).toBeGreaterThan(20)
      atStart = writer.committed
      await server.backup(file)
      acknowledged = writer.committed
      // What comes after the backup is not in it.
      await expect.poll(() => writer.committed).toBeGreaterThan(acknowledged + 20)
    }
    await restoreDatabase(file, restored)
    await using copy = await startServer(restored)
    const [state] = await copy.query(STATE)
    const moment = Number(state?.['transfers'])
    expect(moment).toBeGreaterThan(atStart)
    // One that was committed is not known as such yet.
    expect(moment).toBeLessThanOrEqual(acknowledged + 1)
    expect(state).toMatchObject({ rows: moment, last: moment, balance: 1000 })
    const history = `select md5(string_agg(n || body, ',' order by n)) as digest from entries where n <= ${moment}`
    expect(await copy.query(history)).toEqual(await server.query(history))
    expect(await copy.query('select count(*)::int as wrong from entries where md5(body) <> digest')).toEqual([
      { wrong: 0 },
    ])
  })

  it('has all databases, and the passwords of its copy are others', async () => {
    await using directory = testDirectory()
    const file = join(directory.path, 'backup')
    await using server = await startServer(join(directory.path, 'data'))
    for (const name of ['first', 'second']) {
      await server.query(`create database ${name}`)
      await server.query(`create table kept as select '${name}' as name`, name)
    }
    await server.backup(file)
    await restoreDatabase(file, join(directory.path, 'restored'))
    await using copy = await startServer(join(directory.path, 'restored'))
    for (const name of ['first', 'second'])
      expect(await copy.query('select name from kept', name)).toEqual([{ name }])
    expect(copy.connection.password).not.toBe(server.connection.password)
    // The database goes on as an ordinary one.
    await copy.query('create table more (n int)')
  })

  it('is one file readable only by its owner, reports its contents, and leaves no other files', async () => {
    await using directory = testDirectory()
    const out = join(directory.path, 'out')
    mkdirSync(out)
    await using server = await startServer(join(directory.path, 'data'))
    const result = await server.backup(join(out, 'backup'))
    expect(readdirSync(out)).toEqual(['backup'])
    expect(statSync(join(out, 'backup')).mode & 0o777).toBe(0o600)
    // The flag for a checksum in the header of a zstd frame (RFC 8878, 3.1.1.1.1).
    expect((readFileSync(join(out, 'backup'))[4] ?? 0) & 0b100).toBe(0b100)
    expect(result.bytes).toBe(statSync(join(out, 'backup')).size)
    expect(result.unpackedBytes).toBeGreaterThan(result.bytes)
    expect(result.info).toMatchObject({
      postgresVersion: '18.4',
      tributaryVersion: '1.2.3',
      masterKey: false,
    })
    expect(await server.query('select count(*)::int as slots from pg_replication_slots')).toEqual([
      { slots: 0 },
    ])
  })

  it('does not replace a file, and reports where it cannot write', async () => {
    await using directory = testDirectory()
    await using server = await startServer(join(directory.path, 'data'))
    const file = join(directory.path, 'backup')
    writeFileSync(file, 'precious')
    await expect(server.backup(file)).rejects.toMatchObject({ code: 'BACKUP_EXISTS' })
    await expect(server.backup(join(directory.path, 'missing', 'backup'))).rejects.toThrow(
      'its directory does not exist',
    )
    const late = join(directory.path, 'late')
    const overtaken = server.backup(late).catch((error: unknown) => error)
    await expect.poll(() => readdirSync(directory.path), { interval: 1 }).toHaveLength(3)
    writeFileSync(late, 'precious')
    expect(await overtaken).toMatchObject({ code: 'BACKUP_EXISTS' })
    for (const each of [file, late]) expect(readFileSync(each, 'utf8')).toBe('precious')
    expect(readdirSync(directory.path).sort()).toEqual(['backup', 'data', 'late'])
  })

  it('leaves nothing when it is aborted or the server ends', async () => {
    await using directory = testDirectory()
    await using server = await startServer(join(directory.path, 'data'))
    const { connection } = server
    const entries = () => readdirSync(directory.path)
    const begin = (signal?: AbortSignal) =>
      backupDatabase(connection, join(directory.path, 'backup'), { ...VERSION, signal }).then(
        () => 'whole',
        (error: { code?: string }) => error.code,
      )
    const abort = new AbortController()
    const aborted = begin(abort.signal)
    await expect.poll(entries, { interval: 1 }).toHaveLength(2)
    abort.abort()
    expect(await aborted).toBe('BACKUP_ABORTED')
    expect(entries()).toEqual(['data'])
    const cut = begin()
    await expect.poll(entries, { interval: 1 }).toHaveLength(2)
    await server.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'walsender'`,
    )
    expect(await cut).toBe('BACKUP_ABORTED')
    expect(entries()).toEqual(['data'])
  })

  it('of a damaged database is refused, and leaves nothing', async () => {
    await using directory = testDirectory()
    const dataDir = join(directory.path, 'data')
    await makeDatabase(
      dataDir,
      `create table notes as select repeat('x', 100) as text from generate_series(1, 1000)`,
    )
    let path: string
    {
      await using server = await startServer(dataDir)
      const [row] = await server.query(`select pg_relation_filepath('notes') as path`)
      path = join(server.layout.cluster, String(row?.['path']))
    }
    flipByte(path, 5_000)
    await using server = await startServer(dataDir)
    await expect(server.backup(join(directory.path, 'backup'))).rejects.toMatchObject({
      code: 'BACKUP_OF_DAMAGED_DATABASE',
    })
    expect(readdirSync(directory.path)).toEqual(['data'])
  })

  it('may take any time: the required log is kept, and no more is read than written', async () => {
    await using directory = testDirectory()
    await using server = await startServer(join(directory.path, 'data'))
    const blocked = new BlockedWritable()
    const manifest = await withReplication(server.connection, async (client) => {
      const backup = runBaseBackup(client, { WAL: true, CHECKPOINT: 'fast' }, blocked)
      await expect.poll(() => blocked.waiting).toBe(true)
      for (let segment = 0; segment < 8; segment += 1) {
        await server.query('create table filled (n int); drop table filled')
        await server.query('select pg_switch_wal()')
        await server.query('checkpoint')
      }
      // Read from the socket; the archive has 200 megabytes.
      expect(client.connection.stream).toHaveProperty(
        'bytesRead',
        expect.toSatisfy((read: number) => read < MEGABYTE),
      )
      blocked.release()
      return backup
    })
    expect(manifest.length).toBe(0)
    // The log of all eight segments is inside.
    expect(blocked.bytes).toBeGreaterThan(150 * MEGABYTE)
  })

  it('uses bounded memory, like a restore', async () => {
    await using directory = testDirectory()
    await using server = await startServer(join(directory.path, 'data'))
    await server.query(`
      create table large (body bytea);
      alter table large alter column body set storage external;
    `)
    const client = new pg.Client(server.connection)
    await client.connect()
    for (let row = 0; row < 60; row += 1)
      await client.query('insert into large values ($1)', [randomBytes(2 * MEGABYTE)])
    await client.end()
    const file = join(directory.path, 'backup')
    const { bytes } = await expectBounded(() => server.backup(file))
    expect(bytes).toBeGreaterThan(120 * MEGABYTE)
    await expectBounded(() => restoreDatabase(file, join(directory.path, 'restored')))
  })
})

/** Each transfer writes two accounts, a counter and an entry in one transaction. */
const LEDGER = `
  create table accounts (id int primary key, balance int);
  insert into accounts select id, 100 from generate_series(1, 10) id;
  create table counter (transfers int);
  insert into counter values (0);
  create table entries (n int primary key, body text, digest text);
  create index on entries (digest);
`
const STATE = `
  select (select transfers from counter) as transfers, count(*)::int as rows, max(n) as last,
    (select sum(balance)::int from accounts) as balance
  from entries
`

async function startWriter(connection: EmbeddedConnection) {
  const client = new pg.Client(connection)
  await client.connect()
  const writer = { committed: 0, stopped: false }
  const run = async () => {
    while (!writer.stopped) {
      const next = writer.committed + 1
      const body = randomBytes(500).toString('hex')
      await client.query(`
        begin;
        update accounts set balance = balance - 1 where id = ${(next % 10) + 1};
        insert into entries values (${next}, '${body}', md5('${body}'));
        update counter set transfers = ${next};
        update accounts set balance = balance + 1 where id = ${((next * 7) % 10) + 1};
        commit
      `)
      writer.committed = next
    }
  }
  const running = run()
  return {
    get committed() {
      return writer.committed
    },
    async [Symbol.asyncDispose]() {
      writer.stopped = true
      await running
      await client.end()
    },
  }
}

/** Takes the first chunk, then none until it is released. */
class BlockedWritable extends Writable {
  bytes = 0
  waiting = false
  #released = Promise.withResolvers<void>()

  release(): void {
    this.#released.resolve()
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.bytes += chunk.length
    this.waiting = true
    void this.#released.promise.then(done)
  }
}

async function expectBounded<T>(work: () => Promise<T>): Promise<T> {
  globalThis.gc?.()
  const memory = () => process.memoryUsage().arrayBuffers
  const before = memory()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, memory())), 2)
  const result = await work()
  clearInterval(timer)
  expect((most - before) / MEGABYTE).toBeLessThan(100)
  return result
}
