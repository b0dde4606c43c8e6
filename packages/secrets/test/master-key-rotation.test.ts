import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { TestDatabase } from '@tributary/database/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MasterKeyOptions } from '../src/master-key-source.ts'
import { rotateDataKey } from '../src/rotate-data-key.ts'
import { rotateMasterKey } from '../src/rotate-master-key.ts'
import type { SecretsDb } from '../src/tables.ts'
import {
  emptyTables,
  KEY_A,
  KEY_B,
  startProcess,
  startSecretsDatabase,
  temporaryDirectory,
} from './secrets-database.ts'

const reference = { owner: 'settings', name: 'plugin.spotify.clientSecret' }

describe('a change of the master key', () => {
  let database: TestDatabase
  let db: SecretsDb
  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
  })
  afterAll(() => database.stop())
  beforeEach(() => emptyTables(db))

  const start = (options: MasterKeyOptions) => startProcess(database.database, options)

  test('in a file: the new key becomes the current one, the old one is kept for backups, no secret changes', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const file = join(dataDir, 'master.key')
    const process = await start({ dataDir })
    const other = await start({ dataDir })
    await process.store.write(reference, 'value')
    const sealed = () => db.selectFrom('secrets').select('sealed').execute()
    const before = { text: readFileSync(file, 'utf8'), sealed: await sealed(), id: process.keyring.master.id }
    const result = await rotateMasterKey(process)
    expect(result).toEqual({ keyId: process.keyring.master.id, from: file, rewrapped: 1 })
    expect(result.keyId).not.toBe(before.id)
    expect(await sealed()).toEqual(before.sealed)
    expect(readdirSync(dataDir).sort()).toEqual(['master.key', `master.key.${before.id}.old`])
    expect(readFileSync(`${file}.${before.id}.old`, 'utf8')).toBe(before.text)
    expect(readFileSync(file, 'utf8')).not.toBe(before.text)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    // A process that ran all the time loads the new key when it needs it.
    await rotateDataKey(process)
    expect(await other.store.read(reference)).toBe('value')
    await other.store.write(reference, 'newer')
    expect(await (await start({ dataDir })).store.read(reference)).toBe('newer')
    await expect(start({ dataDir, masterKey: before.text.trim() })).rejects.toMatchObject({
      code: 'SECRETS_MASTER_KEY_WRONG',
    })
  })

  test('killed before the commit: the old key stays valid, and the next change resumes', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const process = await start({ dataDir })
    await process.store.write(reference, 'value')
    const old = process.keyring.master.id
    const prepared = process.source.next().id
    const restarted = await start({ dataDir })
    expect(restarted.keyring.master.id).toBe(old)
    expect(await restarted.store.read(reference)).toBe('value')
    expect(await rotateMasterKey(restarted)).toMatchObject({ keyId: prepared, rewrapped: 1 })
    expect(existsSync(restarted.source.nextFile)).toBe(false)
  })

  test('killed between the database and the file: the next start, or the next change, completes it', async () => {
    for (const ending of ['start', 'change']) {
      await emptyTables(db)
      using directory = temporaryDirectory()
      const dataDir = directory.path
      const process = await start({ dataDir })
      await process.store.write(reference, 'value')
      const old = process.keyring.master.id
      const onWrapped = () => {
        throw new Error('killed')
      }
      await expect(rotateMasterKey({ ...process, onWrapped })).rejects.toThrow('killed')
      expect(readdirSync(dataDir).sort()).toEqual(['master.key', 'master.key.new'])
      if (ending === 'change') expect(await rotateMasterKey(process)).toMatchObject({ rewrapped: 0 })
      const restarted = await start({ dataDir })
      expect(readdirSync(dataDir).sort()).toEqual(['master.key', `master.key.${old}.old`])
      expect(await restarted.store.read(reference)).toBe('value')
      expect((await start({ dataDir })).keyring.master.id).toBe(restarted.keyring.master.id)
    }
  })

  test('killed between keeping the old file and installing the new one: the server starts', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const process = await start({ dataDir })
    await process.store.write(reference, 'value')
    const onWrapped = () => {
      rmSync(join(dataDir, 'master.key'))
      throw new Error('killed')
    }
    await expect(rotateMasterKey({ ...process, onWrapped })).rejects.toThrow('killed')
    expect(await (await start({ dataDir })).store.read(reference)).toBe('value')
    expect(readdirSync(dataDir)).toEqual(['master.key'])
  })

  test('in the environment: every step of the documented order works for every process', async () => {
    const dataDir = '/nowhere'
    const both = { dataDir, masterKey: KEY_A, nextMasterKey: KEY_B }
    const before = await start({ dataDir, masterKey: KEY_A })
    await before.store.write(reference, 'value')
    const [rotating, prepared] = [await start(both), await start(both)]
    const result = await rotateMasterKey(rotating)
    expect(result).toMatchObject({ from: 'TRIBUTARY_MASTER_KEY_NEW', rewrapped: 1 })
    expect(await rotateMasterKey(prepared)).toMatchObject({ keyId: result.keyId, rewrapped: 0 })
    await rotateDataKey(rotating)
    expect(await prepared.store.read(reference)).toBe('value')
    for (const options of [both, { dataDir, masterKey: KEY_B }, { ...both, masterKey: KEY_B }]) {
      const process = await start(options)
      expect(process.keyring.master.id).toBe(result.keyId)
      expect(await process.store.read(reference)).toBe('value')
    }
    await expect(start({ dataDir, masterKey: KEY_A })).rejects.toMatchObject({
      code: 'SECRETS_MASTER_KEY_WRONG',
    })
    // A process without the new key fails when it needs it, and hides the reason from the user.
    await expect(before.store.read(reference)).rejects.toMatchObject({
      code: 'SECRETS_KEYS_UNAVAILABLE',
      cause: { code: 'SECRETS_MASTER_KEY_WRONG' },
    })
  })

  test('from a file into the environment', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const process = await start({ dataDir, nextMasterKey: KEY_B })
    await process.store.write(reference, 'value')
    expect(await rotateMasterKey(process)).toMatchObject({ from: 'TRIBUTARY_MASTER_KEY_NEW' })
    expect(await (await start({ dataDir, masterKey: KEY_B })).store.read(reference)).toBe('value')
  })

  test('needs a new key if the current one is in the environment', async () => {
    const process = await start({ dataDir: '/nowhere', masterKey: KEY_A })
    await expect(rotateMasterKey(process)).rejects.toMatchObject({
      code: 'SECRETS_NO_NEXT_MASTER_KEY',
      message: expect.stringContaining('TRIBUTARY_MASTER_KEY_NEW'),
    })
  })

  test('concurrent calls make one change', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const processes = [await start({ dataDir }), await start({ dataDir }), await start({ dataDir })]
    await processes[0]?.store.write(reference, 'value')
    const results = await Promise.allSettled(processes.map((process) => rotateMasterKey(process)))
    expect(results.some((result) => result.status === 'fulfilled')).toBe(true)
    expect(await (await start({ dataDir })).store.read(reference)).toBe('value')
    for (const { store } of processes) expect(await store.read(reference)).toBe('value')
  })
})
