import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createDatabase, type DatabaseOptions, type ManagedDatabase } from '@tributary/database'
import type { TestDatabase } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Rotation, rotateDataKey } from '../src/rotate-data-key.ts'
import { listRetired, replaceSealed } from '../src/secret-row-store.ts'
import type { SecretsDb, SecretsTables } from '../src/tables.ts'
import { emptyTables, type Process, startProcess, startSecretsDatabase } from './secrets-database.ts'

const SECRETS = 60

describe('a change of the data key', () => {
  let database: TestDatabase
  let db: SecretsDb
  let process: Process
  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
  })
  afterAll(() => database.stop())
  beforeEach(async () => {
    await emptyTables(db)
    process = await startProcess(database.database)
    for (let number = 0; number < SECRETS; number += 1)
      await process.store.write(referenceOf(number), `value ${number}`)
  })

  const referenceOf = (number: number) => ({
    owner: 'connections',
    name: `credentials/${number}`,
    ...(number % 2 === 0 ? { userId: 'ada' } : {}),
  })
  const rotate = (more: Partial<Rotation> = {}, which: Process = process) =>
    rotateDataKey({ database: which.database, keyring: which.keyring, batchRows: 7, ...more })
  const keysInUse = async () =>
    (await db.selectFrom('secrets').select('key_id').distinct().execute()).map((row) => row.key_id)
  const keys = async () => (await db.selectFrom('secret_keys').select('id').execute()).map(({ id }) => id)

  async function expectAllReadable(which = process): Promise<void> {
    for (let number = 0; number < SECRETS; number += 1)
      expect(await which.store.read(referenceOf(number))).toBe(`value ${number}`)
  }

  test('reseals every secret with a new key, deletes the old one, and changes no value and no date', async () => {
    const [old] = await keys()
    const dates = () => db.selectFrom('secrets').select(['name', 'updated_at']).orderBy('name').execute()
    const before = await dates()
    const result = await rotate()
    expect(result).toMatchObject({ resumed: false, resealed: SECRETS, unreadable: [] })
    expect(result.keyId).not.toBe(old)
    expect(await keys()).toEqual([result.keyId])
    expect(await keysInUse()).toEqual([result.keyId])
    expect(await dates()).toEqual(before)
    await expectAllReadable()
  })

  test.each([1, 3, 8])(
    'stopped after batch %i, it loses nothing, and the next one resumes it',
    async (after) => {
      const stop = new AbortController()
      let batches = 0
      const stopped = rotate({
        signal: stop.signal,
        onBatch: () => {
          batches += 1
          if (batches === after) stop.abort()
        },
      })
      await expect(stopped).rejects.toMatchObject({ code: 'SECRETS_ROTATION_STOPPED' })
      expect(await keysInUse()).toHaveLength(2)
      const restarted = await startProcess(database.database)
      await expectAllReadable(restarted)
      const result = await rotate({}, restarted)
      expect(result).toMatchObject({ resumed: true, resealed: SECRETS - after * 7 })
      expect(await keys()).toEqual([result.keyId])
      await expectAllReadable(restarted)
    },
  )

  test('killed between the last secret and the deletion of the old key, the next rotation deletes it', async () => {
    const dying = rotate({
      onBatch: async () => {
        if ((await keysInUse()).length === 1) throw new Error('killed')
      },
    })
    await expect(dying).rejects.toThrow('killed')
    expect(await keys()).toHaveLength(2)
    expect(await rotate()).toMatchObject({ resumed: false, resealed: SECRETS })
    expect(await keys()).toHaveLength(1)
    await expectAllReadable()
  })

  test('readers and writers of other processes, with earlier keys, continue during it', async () => {
    const others = await Promise.all([1, 2, 3].map(() => startProcess(database.database)))
    const written = new Map<number, string>()
    const rotations = { done: false }
    const failures: unknown[] = []
    let reads = 0
    const working = others.map(async ({ store }, who) => {
      for (let turn = 0; !rotations.done; turn += 1) {
        const number = (turn * 7 + who) % SECRETS
        try {
          // Each writer writes numbers of its own, so that the expected contents are known.
          if (number % others.length === who && turn % 3 === 0) {
            const value = `written ${who} ${turn}`
            await store.write(referenceOf(number), value)
            written.set(number, value)
          }
          const value = await store.read(referenceOf(number))
          if (value === undefined) throw new Error(`${number} is not there`)
          reads += 1
        } catch (error) {
          failures.push(error)
        }
      }
    })
    for (let round = 0; round < 5; round += 1) await rotate()
    rotations.done = true
    await Promise.all(working)
    expect(failures).toEqual([])
    expect(reads).toBeGreaterThan(20)
    await rotate()
    expect(await keys()).toHaveLength(1)
    for (const each of [process, ...others]) {
      for (let number = 0; number < SECRETS; number += 1)
        expect(await each.store.read(referenceOf(number))).toBe(written.get(number) ?? `value ${number}`)
    }
  })

  test('a secret written while it runs is kept, not replaced by its previous value', async () => {
    const stale = await startProcess(database.database)
    let wrote = false
    await rotate({
      onBatch: async () => {
        if (wrote) return
        wrote = true
        await stale.store.write(referenceOf(SECRETS - 1), 'newer')
      },
    })
    expect(await process.store.read(referenceOf(SECRETS - 1))).toBe('newer')
    expect(await keys()).toHaveLength(1)
  })

  test('a secret written between the reading and the replacing of its batch is not replaced', async () => {
    const { keyring, store } = process
    const dying = rotate({
      onBatch: () => {
        throw new Error('killed')
      },
    })
    await expect(dying).rejects.toThrow('killed')
    const [row] = await listRetired(db, { after: undefined, limit: 1 })
    if (row === undefined) throw new Error('nothing is left to reseal')
    const { owner, name, sealed: before } = row
    const reference = { owner, name, ...(row.user_id === null ? {} : { userId: row.user_id }) }
    await store.write(reference, 'newer')
    const resealed = { owner, name, before, sealed: before }
    expect(await replaceSealed(db, [resealed], keyring.active.id)).toBe(0)
    expect(await store.read(reference)).toBe('newer')
    // Nothing is replaced either for a rotation that a later one has superseded.
    const { sealed } = await db
      .selectFrom('secrets')
      .select('sealed')
      .$narrowType<{ sealed: string }>()
      .where('name', '=', name)
      .executeTakeFirstOrThrow()
    expect(await replaceSealed(db, [{ ...resealed, before: sealed }], 'another key')).toBe(0)
  })

  test('a process with keys two rotations old writes and reads', async () => {
    const stale = await startProcess(database.database)
    await rotate()
    await rotate()
    await stale.store.write(referenceOf(0), 'from the past')
    expect(await process.store.read(referenceOf(0))).toBe('from the past')
    const staler = await startProcess(database.database)
    await rotate()
    expect(await staler.store.readAll('connections', ['credentials/0', 'credentials/1'])).toEqual(
      new Map([
        ['credentials/0', 'from the past'],
        ['credentials/1', 'value 1'],
      ]),
    )
    expect(await keys()).toHaveLength(1)
  })

  test('concurrent rotations end with one key and every value', async () => {
    const others = await Promise.all([1, 2].map(() => startProcess(database.database)))
    await Promise.all([process, ...others].map((which) => rotate({}, which)))
    expect(await keys()).toHaveLength(1)
    for (const which of others) await expectAllReadable(which)
  })

  test('a secret that does not open is kept unchanged, is named, and does not stop the others', async () => {
    await db.updateTable('secrets').set({ name: 'moved' }).where('name', '=', 'credentials/5').execute()
    const [before] = await keys()
    const result = await rotate()
    expect(result).toMatchObject({ resealed: SECRETS - 1, unreadable: ['connections/moved'] })
    expect(new Set(await keys())).toEqual(new Set([before, result.keyId]))
    const again = await rotate()
    expect(again).toMatchObject({ resumed: false, resealed: SECRETS - 1, unreadable: ['connections/moved'] })
    await db.updateTable('secrets').set({ name: 'credentials/5' }).where('name', '=', 'moved').execute()
    await expectAllReadable()
    expect(await rotate()).toMatchObject({ resumed: true, resealed: 1, unreadable: [] })
    expect(await keys()).toHaveLength(1)
  })
})

describe('a change of the data key, in several processes', () => {
  let database: TestDatabase
  let db: SecretsDb
  let second: ManagedDatabase
  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
    second = createDatabase(database.options)
    await second.open()
  })
  afterAll(async () => {
    await second.close()
    await database.stop()
  })

  test('waits for a transaction that writes with the old key, and reseals its secret as well', async () => {
    const writer = await startProcess(second)
    const rotator = await startProcess(database.database)
    const reference = { owner: 'settings', name: 'late' }
    let rotation: Promise<unknown> | undefined
    await second.transaction<SecretsTables, void>(async (trx) => {
      await writer.store.write(reference, 'value', { trx })
      rotation = rotateDataKey({ database: rotator.database, keyring: rotator.keyring })
      // Long enough for the rotation to wait at the deletion of the old key.
      await waitForLock(db)
    })
    await rotation
    expect(await db.selectFrom('secret_keys').select('id').execute()).toHaveLength(1)
    expect(await writer.store.read(reference)).toBe('value')
  })

  test('killed repeatedly by SIGKILL at any moment, loses nothing and is resumed', {
    timeout: 120_000,
  }, async () => {
    await emptyTables(db)
    const holder = await startProcess(database.database)
    for (let number = 0; number < SECRETS; number += 1)
      await holder.store.write({ owner: 'settings', name: `n${number}` }, `value ${number}`)
    for (const batches of [1, 10, 30]) {
      await killAfter(batches, database.options)
      const afterwards = await startProcess(second)
      for (let number = 0; number < SECRETS; number += 1) {
        const reference = { owner: 'settings', name: `n${number}` }
        expect(await afterwards.store.read(reference)).toBe(`value ${number}`)
        expect(await holder.store.read(reference)).toBe(`value ${number}`)
      }
    }
    await rotateDataKey(holder)
    expect(await db.selectFrom('secret_keys').select('id').execute()).toHaveLength(1)
  })
})

/** Starts a process that rotates, and kills it after the given number of batches. */
async function killAfter(batches: number, options: DatabaseOptions): Promise<void> {
  const child = fork(
    fileURLToPath(new URL('./rotate-process.ts', import.meta.url)),
    [JSON.stringify(options)],
    {
      execArgv: ['--conditions=@tributary/source'],
    },
  )
  endWithThisProcess(child)
  let done = 0
  const gone = once(child, 'exit')
  child.on('message', () => {
    done += 1
    if (done === batches) child.kill('SIGKILL')
  })
  await gone
  expect({ done: done >= batches, signal: child.signalCode }).toEqual({ done: true, signal: 'SIGKILL' })
}

async function waitForLock(db: SecretsDb): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: number }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from "secret_keys"%'
    `.execute(db)
    if ((rows[0]?.waiting ?? 0) > 0) return
  }
}
