import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accountsMigrations } from '@tributary/accounts'
import type { Database } from '@tributary/database'
import { startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import { DatabaseSecretStore } from '../src/database-secret-store.ts'
import { openKeyring } from '../src/first-start.ts'
import { Keyring } from '../src/keyring.ts'
import { type MasterKeyOptions, MasterKeySource } from '../src/master-key-source.ts'
import { createSecrets } from '../src/migrations/0001-create-secrets.ts'
import { referToVault } from '../src/migrations/0002-refer-to-vault.ts'
import { nameVaultFolders } from '../src/migrations/0003-name-vault-folders.ts'
import { SealedValues } from '../src/sealed-values.ts'
import type { SecretsDb, SecretsTables } from '../src/tables.ts'

export const KEY_A = Buffer.alloc(32, 'a').toString('base64')
export const KEY_B = Buffer.alloc(32, 'b').toString('hex')

/** The keyring of one process, over a database that may be shared. */
export interface Process {
  readonly database: Database
  readonly source: MasterKeySource
  readonly keyring: Keyring
  readonly store: DatabaseSecretStore
}

/** Starts a process as the plugin does. */
export async function startProcess(
  database: Database,
  options: MasterKeyOptions = { dataDir: '/nowhere', masterKey: KEY_A },
): Promise<Process> {
  const source = new MasterKeySource(options)
  const keyring = new Keyring(source)
  await openKeyring(database, { keyring, source })
  const db = () => database.tables<SecretsTables>()
  const store = new DatabaseSecretStore({ db, sealed: new SealedValues(keyring) })
  return { database, source, keyring, store }
}

/** An empty database with the tables of this package, and two users. */
export async function startSecretsDatabase(): Promise<{ test: TestDatabase; db: SecretsDb }> {
  const test = await startTestDatabase({
    migrations: {
      accounts: accountsMigrations,
      secrets: {
        '0001-create-secrets': createSecrets,
        '0002-refer-to-vault': referToVault,
        '0003-name-vault-folders': nameVaultFolders,
      },
    },
  })
  const db = test.database.tables<SecretsTables>()
  await test.database
    .tables<{ users: { id: string; email: string; name: string } }>()
    .insertInto('users')
    .values(['ada', 'bob'].map((id) => ({ id, email: `${id}@example.org`, name: id })))
    .execute()
  return { test, db }
}

/** Empties the tables, and resets the time of the first start. */
export async function emptyTables(db: SecretsDb): Promise<void> {
  await db.deleteFrom('secrets').execute()
  await db.deleteFrom('secrets_instance').execute()
  await db.deleteFrom('secret_keys').execute()
}

/** A directory that is removed after the test. */
export function temporaryDirectory(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'tributary-secrets-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
