import { existsSync } from 'node:fs'
import { rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { DiskGuard } from '../../src/embedded/disk-guard.ts'
import { DiskReserve } from '../../src/embedded/disk-reserve.ts'
import { EmbeddedServer } from '../../src/embedded/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

test('a nearly full disk makes the database read-only for all sessions, until there is space', async () => {
  const dataDir = temporaryDirectory('tributary-disk-')
  const embedded = new EmbeddedServer({ dataDir })
  await embedded.start()
  // No database handle, whose own guard would look at the real disk.
  const pool = new pg.Pool(embedded.connection())
  pool.on('error', () => {})
  await pool.query('create table notes (text text)')
  const messages: string[] = []
  const log = (_: object, message: string) => void messages.push(message)
  let free = 127 * 1024 * 1024
  const guard = new DiskGuard({
    freeBytes: async () => free,
    connection: () => embedded.connection('superuser'),
    logger: () => ({ info: log, warn: log, error: log }),
    reserve: new DiskReserve(embedded.layout.home),
  })
  const write = () => pool.query(`insert into notes values ('x')`).then(() => 'written', refused)
  const refused = (error: { code?: string }) => error.code

  await guard.look()
  await expect.poll(write).toBe('25006')
  await expect(pool.query('select * from notes')).resolves.toHaveProperty('rows')
  // Room for some seconds is not enough.
  free = 190 * 1024 * 1024
  await guard.look()
  expect(await write()).toBe('25006')
  free = 200 * 1024 * 1024
  await guard.look()
  await expect.poll(write).toBe('written')
  expect(messages).toEqual([
    'disk nearly full: database set to read-only',
    'disk space recovered: database writable again',
  ])
  await pool.end()
  await embedded.stop()
  await rm(dataDir, { recursive: true })
})

// What cannot be written there cannot be written for want of space.
test.skipIf(!existsSync('/dev/full'))(
  'a disk that fills up between two checks still makes the database read-only, by means of the reserved space',
  async () => {
    const dataDir = temporaryDirectory('tributary-disk-')
    const embedded = new EmbeddedServer({ dataDir })
    await embedded.start()
    const { home, cluster } = embedded.layout
    const settings = join(cluster, 'postgresql.auto.conf.tmp')
    const kept = new DiskReserve(home)
    let free = 500 * 1024 * 1024
    const guard = new DiskGuard({
      freeBytes: async () => free,
      connection: () => embedded.connection('superuser'),
      logger: () => ({ info() {}, warn() {}, error() {} }),
      reserve: {
        keep: () => kept.keep(),
        give: () => kept.give().then(() => rm(settings, { force: true })),
      },
    })
    const reserved = () =>
      stat(join(home, 'disk-reserve')).then(
        ({ size }) => size,
        () => 0,
      )
    const pool = new pg.Pool(embedded.connection())
    pool.on('error', () => {})
    const isReadOnly = async () =>
      (await pool.query('show transaction_read_only')).rows[0].transaction_read_only

    await guard.look()
    expect(await reserved()).toBe(1024 * 1024)
    free = 0
    await symlink('/dev/full', settings)
    await guard.look()
    await expect.poll(isReadOnly).toBe('on')
    expect(await reserved()).toBe(0)
    free = 500 * 1024 * 1024
    await guard.look()
    await expect.poll(isReadOnly).toBe('off')
    expect(await reserved()).toBe(1024 * 1024)
    await guard.stop()
    expect(await reserved()).toBe(0)
    await pool.end()
    await embedded.stop()
    await rm(dataDir, { recursive: true })
  },
)
