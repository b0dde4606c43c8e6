import { execFile } from 'node:child_process'
import { appendFile, chown, rm, stat, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type OwnPostgresServer, startPostgresServer, temporaryDirectory } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FollowingClient } from './following-client.ts'
import { type NotesServer, PollingClient, startNotes, write } from './notes-server.ts'

/** A PostgreSQL server that is stopped, and whose files are exchanged, under a running server. */
describe('a cursor', () => {
  let directory: string
  let postgres: OwnPostgresServer
  let server: NotesServer

  beforeEach(async () => {
    directory = temporaryDirectory('tributary-history-')
    postgres = await startPostgresServer(join(directory, 'data'))
    const databaseUrl = await postgres.createDatabase()
    server = await startNotes({}, { options: { databaseUrl, dataDir: directory }, remove: async () => {} })
    await write(server.db, server.ada, { first: '1' })
  })
  afterEach(async () => {
    await server.stop()
    await postgres.stop()
    await rm(directory, { recursive: true, force: true })
  })

  /** With owners, as a backup of files has them. */
  async function copyFiles(from: string, to: string): Promise<void> {
    await rm(join(directory, to), { recursive: true, force: true })
    await promisify(execFile)('cp', ['-a', join(directory, from), join(directory, to)])
  }

  async function restartPostgres(meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    await postgres.pause()
    await meanwhile()
    await postgres.resume()
    // The first statements find their connections gone.
    const isUp = () => server.database.check().then(...([() => true, () => false] as const))
    await expect.poll(isUp, { timeout: 20_000 }).toBe(true)
  }

  async function cursorNow(): Promise<string> {
    return (await server.ada.get('/api/changes?cursor=now')).json().nextCursor
  }

  async function statusOf(cursor: string) {
    return (await server.ada.get(`/api/changes?cursor=${cursor}`)).statusCode
  }

  it('remains valid when PostgreSQL is restarted, and misses nothing', async () => {
    const ada = new PollingClient(server.ada)
    await ada.catchUp()
    await write(server.db, server.ada, { before: '1' })
    await restartPostgres()
    await write(server.db, server.ada, { after: '1' })
    expect(await ada.catchUp()).toEqual(['before=1', 'after=1'])
    await restartPostgres()
    expect(await ada.catchUp()).toEqual([])
  })

  it('of a history that was left is refused when older files are restored, and an earlier one is not', async () => {
    const early = await cursorNow()
    await restartPostgres(() => copyFiles('data', 'backup'))
    await write(server.db, server.ada, { lost: '1' })
    const lost = await cursorNow()
    await restartPostgres(() => copyFiles('backup', 'data'))
    expect([await statusOf(early), await statusOf(lost)]).toEqual([200, 410])
    // As many transactions as the lost ones, so that the numbers are the same.
    for (let n = 0; n < 20; n++) await write(server.db, server.ada, { again: `${n}` })
    expect([await statusOf(early), await statusOf(lost)]).toEqual([200, 410])
    const ada = new PollingClient(server.ada, { cursor: early })
    expect(await ada.catchUp()).toEqual(['again=19'])
  })

  it('of a history that was left is refused when others have written before the first reading', async () => {
    await restartPostgres(() => copyFiles('data', 'backup'))
    for (let n = 0; n < 3; n++) await write(server.db, server.ada, { lost: `${n}` })
    const lost = await cursorNow()
    await restartPostgres(() => copyFiles('backup', 'data'))
    for (let n = 0; n < 20; n++) await write(server.db, server.ada, { other: `${n}` })
    expect(await statusOf(lost)).toBe(410)
  })

  it('is refused when a standby has taken over, which may lack the end', async () => {
    const cursor = await cursorNow()
    await restartPostgres(promote)
    // A server that is promoted answers reads before it takes writes.
    await expect.poll(isReadOnly, { timeout: 20_000 }).toBe(false)
    for (let n = 0; n < 5; n++) await write(server.db, server.ada, { other: `${n}` })
    expect(await statusOf(cursor)).toBe(410)
    const fresh = new PollingClient(server.ada)
    expect(await fresh.catchUp()).toEqual(['first=1', 'other=4'])
    await restartPostgres()
    expect(await fresh.catchUp()).toEqual([])
  })

  it('ends the streams of a history that was left', async () => {
    await restartPostgres(() => copyFiles('data', 'backup'))
    await server.kernel.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.kernel.app.server.address() as AddressInfo
    const client = await new FollowingClient(server.ada, () => port).open()
    await write(server.db, server.ada, { lost: '1' })
    await expect.poll(() => client.received, { timeout: 20_000 }).toEqual(['lost=1'])
    await restartPostgres(() => copyFiles('backup', 'data'))
    await expect.poll(() => client.statuses.at(-1), { timeout: 20_000 }).toBe(410)
    client.close()
  })

  async function isReadOnly(): Promise<boolean> {
    const { rows } = await sql<{ recovering: boolean }>`select pg_is_in_recovery() as recovering`.execute(
      server.db,
    )
    return rows[0]?.recovering ?? true
  }

  /** The files as those of a standby that is promoted: recovery ends, and another timeline begins. */
  async function promote(): Promise<void> {
    const cluster = join(directory, 'data/postgres/18')
    await appendFile(join(cluster, 'postgresql.auto.conf'), "restore_command = 'false'\n")
    await writeFile(join(cluster, 'recovery.signal'), '')
    const { uid, gid } = await stat(cluster)
    await chown(join(cluster, 'recovery.signal'), uid, gid)
    // Which files there were.
    await rm(join(directory, 'data/postgres/manifest.json'))
  }
})
