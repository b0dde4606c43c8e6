import { rm } from 'node:fs/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { DiskGuard } from '../../src/embedded/disk-guard.ts'
import { EmbeddedServer } from '../../src/embedded/index.ts'
import { temporaryDirectory } from '../../src/testing/index.ts'

test('a disk that is nearly full makes the database read-only for all its sessions, until there is room', async () => {
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
    'the disk is nearly full: the database is read-only until there is room',
    'the disk has room again: the database takes changes',
  ])
  await pool.end()
  await embedded.stop()
  await rm(dataDir, { recursive: true })
})
