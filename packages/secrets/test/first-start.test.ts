import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { createDatabase, type ManagedDatabase } from '@tributary/database'
import type { TestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SecretsDb, SecretsTables } from '../src/tables.ts'
import {
  emptyTables,
  KEY_A,
  KEY_B,
  type Process,
  startProcess,
  startSecretsDatabase,
  temporaryDirectory,
} from './secrets-database.ts'

const reference = { owner: 'settings', name: 'plugin.spotify.clientSecret' }

describe('the start on a database', () => {
  let database: TestDatabase
  let db: SecretsDb
  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
  })
  afterAll(() => database.stop())
  beforeEach(() => emptyTables(db))

  const start = (options: Parameters<typeof startProcess>[1]) => startProcess(database.database, options)
  const countKeys = async () => (await db.selectFrom('secret_keys').selectAll().execute()).length

  test('the first makes a key file that only its owner can read, and later ones use it', async () => {
    using directory = temporaryDirectory()
    const dataDir = join(directory.path, 'new', 'data')
    const first = await start({ dataDir })
    await first.store.write(reference, 'value')
    const file = join(dataDir, 'master.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(readFileSync(file, 'utf8'), 'base64')).toHaveLength(32)
    expect(readdirSync(dataDir)).toEqual(['master.key'])
    const before = readFileSync(file, 'utf8')
    const second = await start({ dataDir })
    expect(await second.store.read(reference)).toBe('value')
    expect(readFileSync(file, 'utf8')).toBe(before)
    expect(await countKeys()).toBe(1)
  })

  test('a key in the environment, as base64 or hexadecimal, needs no file and takes precedence over one', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const first = await start({ dataDir, masterKey: KEY_A })
    await first.store.write(reference, 'value')
    expect(readdirSync(dataDir)).toEqual([])
    writeFileSync(join(dataDir, 'master.key'), KEY_B, { mode: 0o600 })
    const asHex = Buffer.from(KEY_A, 'base64').toString('hex')
    expect(await (await start({ dataDir, masterKey: asHex })).store.read(reference)).toBe('value')
  })

  test('each key that is read is reported, so that it can be redacted from the log', async () => {
    using directory = temporaryDirectory()
    const told = new Set<string>()
    const dataDir = directory.path
    await start({ dataDir, nextMasterKey: KEY_B, onSecret: (value) => told.add(value) })
    expect(told).toEqual(new Set([readFileSync(join(dataDir, 'master.key'), 'utf8').trim(), KEY_B]))
  })

  test('a missing file is not created again once the database needs it: the message names the file and the loss', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const first = await start({ dataDir })
    await first.store.write(reference, 'value')
    const file = join(dataDir, 'master.key')
    const key = readFileSync(file, 'utf8').trim()
    rmSync(file)
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'SECRETS_MASTER_KEY_MISSING',
      message: expect.stringMatching(
        new RegExp(
          `The file ${file} is missing\\..*no stored secret.*from your backup, or set TRIBUTARY_MASTER_KEY`,
        ),
      ),
    })
    expect(existsSync(file)).toBe(false)
    expect(await (await start({ dataDir, masterKey: key })).store.read(reference)).toBe('value')
  })

  test('is not a first start if keys are missing beside secrets or other data: no key is created', async () => {
    using directory = temporaryDirectory()
    const first = await start({ dataDir: directory.path })
    await first.store.write(reference, 'value')
    await db.schema
      .createTable('library_items')
      .addColumn('user_id', 'text', (column) => column.references('users.id'))
      .execute()
    try {
      // The row with the wrapped keys: with new keys, the secret would be lost for good.
      await db.deleteFrom('secrets_instance').execute()
      await expect(start({ dataDir: directory.path })).rejects.toMatchObject({
        code: 'SECRETS_KEYS_LOST',
        message: expect.stringMatching(/secret_keys, secrets.*Restore the database from a backup/) as string,
      })
      expect(await countKeys()).toBe(1)
      // All three tables, with users in the database, at a later start than the one that created the tables.
      await emptyTables(db)
      await sql`insert into library_items values ('ada')`.execute(db)
      await using later = createDatabaseLater(database)
      await later.open()
      const again = () => startProcess(later.database, { dataDir: directory.path })
      await expect(again()).rejects.toMatchObject({
        code: 'SECRETS_KEYS_LOST',
        message: expect.stringContaining('library_items') as string,
      })
      expect(await countKeys()).toBe(0)
      // The steps of the message.
      rmSync(join(directory.path, 'master.key'))
      await again()
      expect(await countKeys()).toBe(1)
    } finally {
      await db.schema.dropTable('library_items').execute()
    }
  })

  test('on a new database with the key file of an earlier one is refused, and an interrupted first start is resumed', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    await start({ dataDir })
    const file = join(dataDir, 'master.key')
    const before = readFileSync(file, 'utf8')
    // The state of a first start that was killed between the file and the keys.
    await emptyTables(db)
    await start({ dataDir })
    expect(await countKeys()).toBe(1)
    await emptyTables(db)
    utimesSync(file, new Date('2026-01-01'), new Date('2026-01-01'))
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'SECRETS_MASTER_KEY_OTHER',
      message: expect.stringContaining(`move ${file} away first`) as string,
    })
    expect(await countKeys()).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(before)
    // A key from the environment is intentional.
    await start({ dataDir, masterKey: KEY_A })
    expect(await countKeys()).toBe(1)
  })

  test('a wrong key is refused with its id, the id that is needed, and what to do', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const { keyring } = await start({ dataDir, masterKey: KEY_A })
    const needed = keyring.master.id
    const refused = await start({ dataDir, masterKey: KEY_B }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'SECRETS_MASTER_KEY_WRONG',
      message: expect.stringMatching(
        new RegExp(`id ${needed}, but TRIBUTARY_MASTER_KEY has the one with the id .*first started with`),
      ),
    })
    writeFileSync(join(dataDir, 'master.key'), `${KEY_B}\n`, { mode: 0o600 })
    await expect(start({ dataDir })).rejects.toMatchObject({
      code: 'SECRETS_MASTER_KEY_WRONG',
      message: expect.stringContaining(`${join(dataDir, 'master.key')} has the one with the id`),
    })
    expect(await countKeys()).toBe(1)
  })

  test.each([
    ['dGVu', /has 3 bytes instead of 32; create one with: openssl rand -base64 32/],
    [Buffer.alloc(33).toString('base64'), /has 33 bytes/],
    [`${'ab'.repeat(31)}a`, /has 47 bytes/],
    ['my secret pass phrase, with signs!', /neither base64 nor hexadecimal/],
  ])('a master key such as %j is refused without being repeated', async (masterKey, message) => {
    const refused = await start({ dataDir: '/nowhere', masterKey }).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'SECRETS_BAD_MASTER_KEY',
      message: expect.stringMatching(message),
    })
    expect(String(refused)).not.toContain(masterKey)
    expect(await countKeys()).toBe(0)
  })

  test.each([0o640, 0o604, 0o660, 0o610, 0o601])(
    'a key file that others can access (%o) is refused with the command that restricts it',
    async (mode) => {
      using directory = temporaryDirectory()
      const file = join(directory.path, 'master.key')
      writeFileSync(file, KEY_A)
      chmodSync(file, mode)
      await expect(start({ dataDir: directory.path })).rejects.toMatchObject({
        code: 'SECRETS_MASTER_KEY_EXPOSED',
        message: expect.stringContaining(`chmod 600 ${file}`),
      })
      chmodSync(file, 0o400)
      await start({ dataDir: directory.path })
    },
  )

  test('a canary or a data key that was modified is detected', async () => {
    const options = { dataDir: '/nowhere', masterKey: KEY_A }
    const { canary } = await start(options).then(() =>
      db.selectFrom('secrets_instance').selectAll().executeTakeFirstOrThrow(),
    )
    const changed = `${canary.slice(0, -2)}${canary.at(-2) === 'A' ? 'B' : 'A'}${canary.slice(-1)}`
    await db.updateTable('secrets_instance').set({ canary: changed }).execute()
    await expect(start(options)).rejects.toMatchObject({ code: 'SECRETS_MASTER_KEY_WRONG' })
    await db.updateTable('secrets_instance').set({ canary }).execute()
    await db.updateTable('secret_keys').set({ wrapped: canary }).execute()
    await expect(start(options)).rejects.toMatchObject({ code: 'SECRETS_MASTER_KEY_WRONG' })
  })

  test('concurrent first starts with one data directory end with one key that all use', async () => {
    using directory = temporaryDirectory()
    const dataDir = directory.path
    const processes = await Promise.all(Array.from({ length: 8 }, () => start({ dataDir })))
    expect(await countKeys()).toBe(1)
    expect(readdirSync(dataDir)).toEqual(['master.key'])
    for (const [index, { store }] of processes.entries()) await store.write(reference, `value ${index}`)
    for (const { store } of processes) expect(await store.read(reference)).toBe('value 7')
  })
})

describe('first starts in several processes', () => {
  let database: TestDatabase
  let db: SecretsDb
  const connections: ManagedDatabase[] = []
  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
    for (let count = 0; count < 6; count += 1) {
      const connection = createDatabase(database.options)
      await connection.open()
      connections.push(connection)
    }
  })
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()))
    await database.stop()
  })

  test('with different master keys: one succeeds, the others are refused and leave nothing behind', async () => {
    for (let round = 0; round < 10; round += 1) {
      await emptyTables(db)
      using directory = temporaryDirectory()
      const outcomes = await Promise.allSettled(
        connections.map((connection, index) => {
          const dataDir = join(directory.path, String(index % 3))
          mkdirSync(dataDir, { recursive: true })
          return startProcess(connection, { dataDir })
        }),
      )
      const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(started).toHaveLength(2)
      expect(new Set(started.map((each: Process) => each.keyring.master.id)).size).toBe(1)
      for (const outcome of outcomes) {
        if (outcome.status === 'fulfilled') continue
        // A process that comes after the first has finished finds keys, and has not created a master key.
        expect(String(outcome.reason)).toMatch(/another server on the same database|master\.key is missing/)
      }
      expect(await db.selectFrom('secret_keys').selectAll().execute()).toHaveLength(1)
      expect(
        await database.database.tables<SecretsTables>().selectFrom('secrets_instance').selectAll().execute(),
      ).toHaveLength(1)
    }
  })
})

/** The same database, opened by a process that runs no migrations. */
function createDatabaseLater({ options }: TestDatabase) {
  const database = createDatabase(options)
  return { database, open: () => database.open(), [Symbol.asyncDispose]: () => database.close() }
}
