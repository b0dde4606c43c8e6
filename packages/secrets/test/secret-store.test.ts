import type { TestDatabase } from '@tributary/database/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FoundSecret } from '../src/secret-store.ts'
import type { SecretsDb, SecretsTables } from '../src/tables.ts'
import { emptyTables, type Process, startProcess, startSecretsDatabase } from './secrets-database.ts'

describe('the store of secrets', () => {
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
  })

  const ofAda = { owner: 'connections', name: 'credentials/1', userId: 'ada' }
  const ofBob = { owner: 'connections', name: 'credentials/2', userId: 'bob' }
  const ofServer = { owner: 'settings', name: 'credentials/1' }

  test('reads, replaces and removes a secret', async () => {
    const { store } = process
    expect(await store.read(ofAda)).toBeUndefined()
    await store.write(ofAda, 'one')
    await store.write(ofServer, '')
    expect(await store.read(ofAda)).toBe('one')
    await store.write(ofAda, 'two \u{1F511}')
    expect(await store.read(ofAda)).toBe('two \u{1F511}')
    expect(await store.read(ofServer)).toBe('')
    await store.remove(ofAda)
    await store.remove(ofAda)
    expect(await store.read(ofAda)).toBeUndefined()
    expect(await store.read(ofServer)).toBe('')
  })

  test('reads several at once and omits missing ones', async () => {
    const { store } = process
    await store.write(ofAda, 'a')
    await store.write(ofBob, 'b')
    expect(await store.readAll('connections', ['credentials/1', 'credentials/2', 'credentials/3'])).toEqual(
      new Map([
        ['credentials/1', 'a'],
        ['credentials/2', 'b'],
      ]),
    )
    expect(await store.readAll('connections', [])).toEqual(new Map())
    expect(await store.readAll('settings', ['credentials/1'])).toEqual(new Map())
  })

  test('reads a secret as a column of another statement, for its user alone', async () => {
    const { store } = process
    await store.write(ofAda, 'one')
    const { rows } = await sql<{ id: string; secret: FoundSecret | null }>`
      select id, ${store.column('connections', sql`'credentials/' || id`)} as secret
      from (values ('1'), ('2')) as connection (id) order by id`.execute(db)
    const [first, second] = rows
    expect(second).toEqual({ id: '2', secret: null })
    const found = first?.secret ?? undefined
    if (found === undefined) throw new Error('the column did not find the secret')
    expect(await store.open(ofAda, found)).toBe('one')
    await expect(store.open({ ...ofAda, userId: 'bob' }, found)).rejects.toMatchObject({
      code: 'SECRETS_CANNOT_OPEN',
    })
  })

  test('the database contains neither the value nor a key', async () => {
    await process.store.write(ofAda, 'canary-value')
    const dump = JSON.stringify([
      await db.selectFrom('secrets').selectAll().execute(),
      await db.selectFrom('secret_keys').selectAll().execute(),
      await db.selectFrom('secrets_instance').selectAll().execute(),
    ])
    const dataKey = process.keyring.active.key.export()
    const masterKey = process.keyring.master.key.export()
    for (const secret of [Buffer.from('canary-value'), dataKey, masterKey]) {
      for (const form of ['utf8', 'hex', 'base64', 'base64url'] as const)
        expect(dump).not.toContain(secret.toString(form).replace(/=+$/, ''))
    }
  })

  test('two rows whose sealed texts are swapped do not open, and the error shows no value', async () => {
    const { store } = process
    const all = [ofAda, ofBob, ofServer]
    for (const reference of all) await store.write(reference, `canary of ${reference.name}`)
    const rows = await db.selectFrom('secrets').selectAll().execute()
    for (const into of rows) {
      for (const from of rows.filter((row) => row.sealed !== into.sealed)) {
        await setColumns(into, { sealed: from.sealed })
        const reference = all.find((each) => each.owner === into.owner && each.name === into.name) ?? ofAda
        const failure = await store.read(reference).catch((error: unknown) => error)
        expect(failure).toMatchObject({ code: 'SECRETS_CANNOT_OPEN', definition: { kind: 'bug' } })
        expect(textOf(failure)).not.toContain('canary')
        await expect(store.readAll(into.owner, [into.name])).rejects.toMatchObject({
          code: 'SECRETS_CANNOT_OPEN',
        })
        await setColumns(into, { sealed: into.sealed })
      }
    }
    for (const reference of all) expect(await store.read(reference)).toBe(`canary of ${reference.name}`)
  })

  test('a row whose name, owner or user was changed does not open', async () => {
    const { store } = process
    await store.write(ofAda, 'value')
    const moves = [
      [{ name: 'credentials/9' }, { ...ofAda, name: 'credentials/9' }],
      [{ owner: 'settings' }, { ...ofAda, owner: 'settings' }],
      [{ user_id: 'bob' }, { ...ofAda, userId: 'bob' }],
      [{ user_id: 'bob' }, ofAda],
      [{ user_id: null }, { owner: ofAda.owner, name: ofAda.name }],
      [{ user_id: null }, ofAda],
    ] as const
    for (const [change, reference] of moves) {
      await emptySecrets()
      await store.write(ofAda, 'value')
      await setColumns(ofAda, change)
      await expect(store.read(reference)).rejects.toMatchObject({ code: 'SECRETS_CANNOT_OPEN' })
      await expect(store.readAll(reference.owner, [reference.name])).rejects.toMatchObject({
        code: 'SECRETS_CANNOT_OPEN',
      })
    }
  })

  test('under another user, a secret can be neither read nor removed', async () => {
    const { store } = process
    await store.write(ofAda, 'value')
    await expect(store.read({ ...ofAda, userId: 'bob' })).rejects.toMatchObject({
      code: 'SECRETS_CANNOT_OPEN',
    })
    await store.remove({ ...ofAda, userId: 'bob' })
    expect(await store.read(ofAda)).toBe('value')
  })

  test('writes and removals happen in the given transaction', async () => {
    const { store } = process
    await store.write(ofServer, 'before')
    await expect(
      database.database.transaction<SecretsTables, void>(async (trx) => {
        await store.write(ofAda, 'value', { trx })
        await store.remove(ofServer, { trx })
        throw new Error('rolled back')
      }),
    ).rejects.toThrow('rolled back')
    expect(await store.read(ofAda)).toBeUndefined()
    expect(await store.read(ofServer)).toBe('before')
    await database.database.transaction<SecretsTables, void>((trx) => store.write(ofAda, 'value', { trx }))
    expect(await store.read(ofAda)).toBe('value')
  })

  test('a read in a transaction sees the writes of that transaction', async () => {
    const { store } = process
    await store.write(ofAda, 'before')
    await database.database.transaction<SecretsTables, void>(async (trx) => {
      await store.write(ofAda, 'after', { trx })
      expect(await store.read(ofAda, { trx })).toBe('after')
      await store.remove(ofAda, { trx })
      expect(await store.read(ofAda, { trx })).toBeUndefined()
    })
  })

  test("a user's secrets are deleted with the user, and no secret can be written for a deleted user", async () => {
    const { store } = process
    const users = database.database.tables<{ users: { id: string; email: string; name: string } }>()
    await users.insertInto('users').values({ id: 'eve', email: 'eve@example.org', name: 'eve' }).execute()
    await store.write({ ...ofAda, userId: 'eve' }, 'value')
    await users.deleteFrom('users').where('id', '=', 'eve').execute()
    expect(await store.read({ ...ofAda, userId: 'eve' })).toBeUndefined()
    await expect(store.write({ ...ofAda, userId: 'eve' }, 'value')).rejects.toMatchObject({
      code: 'SECRETS_USER_GONE',
    })
  })

  test('text that UTF-8 cannot represent is refused instead of changed', async () => {
    await expect(process.store.write(ofServer, 'half \ud83d')).rejects.toMatchObject({
      code: 'SECRETS_BAD_REFERENCE',
    })
  })

  async function emptySecrets(): Promise<void> {
    await db.deleteFrom('secrets').execute()
  }

  async function setColumns(
    { owner, name }: { owner: string; name: string },
    columns: { owner?: string; name?: string; user_id?: string | null; sealed?: string | null },
  ): Promise<void> {
    await db.updateTable('secrets').set(columns).where('owner', '=', owner).where('name', '=', name).execute()
  }
})

/** All properties of an error that could reach a log. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return `${error.message} ${error.stack ?? ''} ${JSON.stringify(error)} ${textOf(error.cause)}`
}
