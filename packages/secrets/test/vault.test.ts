import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestDatabase } from '@tributary/database/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startVaultSimulator, type VaultSimulator } from '../simulator/index.ts'
import { DatabaseSecretStore } from '../src/database-secret-store.ts'
import { moveSecrets } from '../src/move-secrets.ts'
import { SealedValues } from '../src/sealed-values.ts'
import type { SecretsDb, SecretsTables } from '../src/tables.ts'
import { deleteLeftovers, deleteNeverWritten } from '../src/vault/sweep-vault.ts'
import { VaultBackend } from '../src/vault/vault-backend.ts'
import type { VaultAuth } from '../src/vault/vault-options.ts'
import { VaultValues } from '../src/vault/vault-values.ts'
import { emptyTables, startProcess, startSecretsDatabase, temporaryDirectory } from './secrets-database.ts'

const ROLE = { roleId: 'a-role', secretId: 'a-secret-id' }
const APP_ROLE: VaultAuth = { method: 'approle', ...ROLE }
const HOUR = 3_600_000

const ofAda = { owner: 'connections', name: 'credentials/1', userId: 'ada' }
const ofBob = { owner: 'connections', name: 'credentials/2', userId: 'bob' }
const ofServer = { owner: 'settings', name: 'plugin.spotify.clientSecret' }

describe('secrets in Vault', () => {
  let database: TestDatabase
  let db: SecretsDb
  let vault: VaultSimulator
  const opened: VaultValues[] = []
  const warnings: string[] = []

  beforeAll(async () => {
    const started = await startSecretsDatabase()
    database = started.test
    db = started.db
  })
  afterAll(() => database.stop())
  beforeEach(async () => {
    await emptyTables(db)
    await db.deleteFrom('vault_leftovers').execute()
    vault = await startVaultSimulator({ token: 'root', appRole: { ...ROLE, leaseSeconds: 1200 } })
  })
  afterEach(async () => {
    for (const values of opened.splice(0)) await values.close()
    await vault.stop()
    warnings.length = 0
  })

  async function open(
    given: { auth?: VaultAuth; addresses?: readonly string[]; writes?: 'sealed' | 'vault' } = {},
  ) {
    const { auth = APP_ROLE, addresses = [vault.url], writes = 'vault' } = given
    const values = new VaultValues(
      { addresses, auth },
      { warn: (_details, message) => warnings.push(message) },
    )
    opened.push(values)
    const { keyring } = await startProcess(database.database)
    const store = new DatabaseSecretStore({
      db: () => database.database.tables<SecretsTables>(),
      sealed: new SealedValues(keyring),
      vault: new VaultBackend(values),
      writes,
    })
    return { store, values }
  }
  const stored = () =>
    [...vault.values().values()].flat().map((secret) => (secret as { value: string }).value)

  test.each(['vault', 'sealed'] as const)('are read, replaced and removed: written to %s', async (writes) => {
    const { store } = await open({ writes })
    expect(await store.read(ofAda)).toBeUndefined()
    await store.write(ofAda, 'one')
    await store.write(ofServer, '')
    await store.write(ofAda, 'two \u{1F511}')
    expect(await store.read(ofAda)).toBe('two \u{1F511}')
    expect(await store.readAll('settings', [ofServer.name, 'unknown'])).toEqual(
      new Map([[ofServer.name, '']]),
    )
    await expect(store.read({ ...ofAda, userId: 'bob' })).rejects.toMatchObject({
      code: 'SECRETS_CANNOT_OPEN',
    })
    await expect(store.write(ofAda, '\ud83d')).rejects.toMatchObject({ code: 'SECRETS_BAD_REFERENCE' })
    await expect(store.write({ ...ofAda, userId: 'gone' }, 'x')).rejects.toMatchObject({
      code: 'SECRETS_USER_GONE',
    })
    await store.remove(ofAda)
    expect(await store.read(ofAda)).toBeUndefined()
    expect(await store.read(ofServer)).toBe('')
  })

  const { VAULT_TEST_ADDR: realAddress, VAULT_TEST_TOKEN: realToken = '' } = process.env
  test.runIf(realAddress !== undefined)('the same with a real server', async () => {
    const { store, values } = await open({
      addresses: [realAddress ?? ''],
      auth: { method: 'token', token: realToken },
    })
    await values.check()
    await store.write(ofAda, 'one')
    await store.write(ofAda, 'two')
    const { store: fresh } = await open({
      addresses: [realAddress ?? ''],
      auth: { method: 'token', token: realToken },
    })
    expect(await fresh.read(ofAda)).toBe('two')
    await store.remove(ofAda)
    expect(await deleteLeftovers(db, values)).toBe(2)
  })

  test('no table contains a value, and another process reads it', async () => {
    const { store } = await open()
    await store.write(ofAda, 'canary-value')
    const dump = JSON.stringify([
      await db.selectFrom('secrets').selectAll().execute(),
      await db.selectFrom('vault_leftovers').selectAll().execute(),
    ])
    expect(dump).not.toContain('canary-value')
    expect(stored()).toEqual(['canary-value'])
    expect(await (await open()).store.read(ofAda)).toBe('canary-value')
  })

  test('a row that refers to the value of another secret does not open', async () => {
    const { store } = await open()
    await store.write(ofAda, 'canary of ada')
    await store.write(ofBob, 'canary of bob')
    const paths = await db.selectFrom('secrets').select(['name', 'vault_path']).orderBy('name').execute()
    await db.deleteFrom('secrets').where('name', '=', ofBob.name).execute()
    await db
      .updateTable('secrets')
      .set({ vault_path: paths[1]?.vault_path ?? '' })
      .execute()
    const failure = await store.read(ofAda).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'SECRETS_CANNOT_OPEN' })
    expect(String(failure)).not.toContain('canary of')
  })

  test('a transaction that fails keeps the value before, and its own is swept after an hour', async () => {
    const { store, values } = await open()
    await store.write(ofAda, 'before')
    const staged = await store.stage(ofAda, 'never committed')
    await expect(
      database.database.transaction<SecretsTables, void>(async (trx) => {
        await store.write(ofAda, staged, { trx })
        throw new Error('the caller failed')
      }),
    ).rejects.toThrow('the caller failed')
    expect(await store.read(ofAda)).toBe('before')
    expect(await deleteLeftovers(db, values)).toBe(0)
    expect(await deleteNeverWritten(db, values)).toBe(0)
    expect(await deleteNeverWritten(db, values, Date.now() + 2 * HOUR)).toBe(1)
    expect(stored()).toEqual(['before'])
    expect(await store.read(ofAda)).toBe('before')
  })

  test('what is replaced, removed or deleted with its user is swept at once, and nothing else', async () => {
    const { store, values } = await open()
    await store.write(ofAda, 'old')
    await store.write(ofAda, 'new')
    await store.write(ofBob, 'of bob')
    await store.write(ofServer, 'kept')
    await store.remove(ofAda)
    await database.database
      .tables<{ users: { id: string } }>()
      .deleteFrom('users')
      .where('id', '=', 'bob')
      .execute()
    expect(await deleteLeftovers(db, values)).toBe(3)
    expect(stored()).toEqual(['kept'])
    await database.database
      .tables<{ users: { id: string; email: string; name: string } }>()
      .insertInto('users')
      .values({ id: 'bob', email: 'bob@example.org', name: 'bob' })
      .execute()
  })

  test('while Vault is sealed, values in memory are read and others are refused; afterwards all at once', async () => {
    const { store } = await open()
    await store.write(ofAda, 'in memory')
    const { store: fresh } = await open()
    vault.seal()
    expect(await store.read(ofAda)).toBe('in memory')
    const refusal = { code: 'SECRETS_VAULT_UNAVAILABLE', message: expect.stringContaining('Vault is sealed') }
    await expect(fresh.read(ofAda)).rejects.toMatchObject(refusal)
    await expect(store.write(ofBob, 'x')).rejects.toMatchObject({ code: 'SECRETS_VAULT_UNAVAILABLE' })
    vault.unseal()
    expect(await fresh.read(ofAda)).toBe('in memory')
  })

  test('an error that passes is retried, one that lasts is reported', async () => {
    const { store } = await open()
    vault.fail(500, 2)
    await store.write(ofAda, 'one')
    expect(stored()).toEqual(['one'])
    vault.fail(500, 3)
    await expect(store.write(ofAda, 'two')).rejects.toMatchObject({ code: 'SECRETS_VAULT_UNAVAILABLE' })
  })

  test.each([
    ['a page of a proxy', 200, '<html>Please sign in</html>'],
    ['no page of a proxy', 404, '<html>Not found</html>'],
    ['JSON of another service', 200, '{}'],
    ['JSON without the version', 200, '{"data":{}}'],
    ['half of it', 200, '{"data":{"data":{"value":'],
  ])('%s is no answer: nothing counts as written or absent', async (_, status, body) => {
    const { store } = await open()
    await store.write(ofAda, 'before')
    const { store: fresh, values } = await open()
    const unavailable = { code: 'SECRETS_VAULT_UNAVAILABLE' }
    vault.answerWith(status, body)
    await expect(fresh.write(ofAda, 'after')).rejects.toMatchObject(unavailable)
    if (!body.includes('{}}')) {
      vault.answerWith(status, body)
      await expect(fresh.read(ofAda)).rejects.toMatchObject(unavailable)
    }
    vault.answerWith(status, body)
    await expect(values.list('x')).rejects.toMatchObject(unavailable)
    expect(await fresh.read(ofAda)).toBe('before')
  })

  test('a copy of the database that reaches the same Vault deletes nothing that the original has written', async () => {
    const { store, values } = await open()
    await store.write(ofAda, 'before the copy')
    await store.write(ofBob, 'after the copy')
    const copy = await startSecretsDatabase()
    try {
      const own = await db.selectFrom('vault_folders').selectAll().execute()
      await copy.db.insertInto('vault_folders').values(own).execute()
      expect(await deleteNeverWritten(copy.db, values, Date.now() + 2 * HOUR)).toBe(0)
      expect(stored().toSorted()).toEqual(['after the copy', 'before the copy'])
    } finally {
      await copy.test.stop()
    }
  })

  test('200 reads while all tokens are revoked succeed, with one new sign-in', async () => {
    const { store: writer } = await open()
    const references = Array.from({ length: 200 }, (_, index) => ({ ...ofAda, name: `credentials/${index}` }))
    for (const reference of references) await writer.write(reference, reference.name)
    const { store } = await open()
    expect(await store.read(references[0] ?? ofAda)).toBe('credentials/0')
    const signIns = () => vault.requests.filter(({ path }) => path.endsWith('/login')).length
    const before = signIns()
    vault.revokeTokens()
    const values = await Promise.all(references.map((reference) => store.read(reference)))
    expect(values).toEqual(references.map(({ name }) => name))
    expect(signIns()).toBe(before + 1)
  })

  test('a wrong secret id and a wrong token are refused with what Vault says', async () => {
    const wrong = await open({ auth: { ...APP_ROLE, secretId: 'wrong' } })
    await expect(wrong.store.write(ofAda, 'x')).rejects.toMatchObject({
      code: 'SECRETS_VAULT_REFUSED',
      message: expect.stringContaining('invalid role or secret ID'),
    })
    const token = await open({ auth: { method: 'token', token: 'wrong' } })
    await expect(token.store.write(ofAda, 'x')).rejects.toMatchObject({
      message: expect.stringContaining('The token in VAULT_TOKEN is refused: it answered 403'),
    })
    await (await open({ auth: { method: 'token', token: 'root' } })).store.write(ofAda, 'x')
  })

  test('a standby is followed with method and body to a node that is named, and to no other', async () => {
    await using standby = await startVaultSimulator({ token: 'root' })
    standby.redirectTo(vault.url)
    const named = await open({ addresses: [standby.url, vault.url] })
    await named.store.write(ofAda, 'through the standby')
    expect(stored()).toEqual(['through the standby'])
    const unnamed = await open({ addresses: [standby.url] })
    await expect(unnamed.store.write(ofBob, 'x')).rejects.toMatchObject({ code: 'SECRETS_VAULT_UNAVAILABLE' })
    expect(stored()).toEqual(['through the standby'])
  })

  test('the token of a service account is read at each sign-in', async () => {
    using directory = temporaryDirectory()
    const jwtFile = join(directory.path, 'token')
    await vault.stop()
    vault = await startVaultSimulator({
      kubernetes: { role: 'tributary', jwt: 'second', leaseSeconds: 1200 },
    })
    await writeFile(jwtFile, 'first\n')
    const { store } = await open({ auth: { method: 'kubernetes', role: 'tributary', jwtFile } })
    await expect(store.write(ofAda, 'x')).rejects.toMatchObject({ code: 'SECRETS_VAULT_REFUSED' })
    await writeFile(jwtFile, 'second\n')
    await store.write(ofAda, 'x')
    expect(stored()).toEqual(['x'])
  })

  test('a lease is renewed before it ends, and replaced when it cannot be', async () => {
    await vault.stop()
    vault = await startVaultSimulator({ appRole: { ...ROLE, leaseSeconds: 1, maxSeconds: 2 } })
    const { store } = await open()
    const seen = new Set<string | undefined>()
    const until = Date.now() + 3_500
    for (let index = 0; Date.now() < until; index++) {
      await store.write({ ...ofAda, name: `credentials/${index}` }, 'x')
      seen.add(vault.requests.at(-1)?.token)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(seen.size).toBeGreaterThan(1)
    expect(warnings).toEqual([])
    expect(vault.requests.some(({ path }) => path.endsWith('/renew-self'))).toBe(true)
  })

  test('all secrets are moved to Vault and back, readable throughout; a move that was stopped goes on', async () => {
    const { store: sealed } = await open({ writes: 'sealed' })
    const references = Array.from({ length: 120 }, (_, index) => ({ ...ofAda, name: `credentials/${index}` }))
    for (const reference of references) await sealed.write(reference, reference.name)
    const { store, values } = await open()
    vault.fail(403, 2)
    const stopped = await moveSecrets(database.database, store, 'vault').catch((error: unknown) => error)
    expect(stopped).toMatchObject({ code: 'SECRETS_VAULT_REFUSED' })
    await expect(moveSecrets(database.database, store, 'vault')).resolves.toMatchObject({ unreadable: [] })
    expect(stored()).toHaveLength(120)
    expect(await db.selectFrom('secrets').where('sealed', 'is not', null).selectAll().execute()).toEqual([])
    for (const reference of references) expect(await store.read(reference)).toBe(reference.name)
    expect(await moveSecrets(database.database, sealed, 'sealed')).toEqual({ moved: 120, unreadable: [] })
    expect(await deleteLeftovers(db, values)).toBe(120)
    expect(stored()).toEqual([])
    for (const reference of references) expect(await sealed.read(reference)).toBe(reference.name)
  })
})
