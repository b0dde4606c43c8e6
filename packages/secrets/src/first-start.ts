import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { insertFirstKey, readKeys, readTraces } from './key-store.ts'
import { type Keyring, makeCanary, makeDataKey } from './keyring.ts'
import type { MasterKeySource } from './master-key-source.ts'
import { secretsErrors } from './secrets-errors.ts'
import type { SecretsDb, SecretsTables } from './tables.ts'

/**
 * Opens the keys. The first start on a database creates them. Of several concurrent first starts one creates the keys;
 * the others use them, or are refused if their master key differs.
 *
 * The master key file is created before the database contains anything that needs it, never afterwards.
 *
 * Resolves to whether this start has created new keys for a database in use.
 */
export async function openKeyring(
  database: Database,
  { keyring, source }: { keyring: Keyring; source: MasterKeySource },
): Promise<{ readonly createdNewKeys: boolean }> {
  const db = database.tables<SecretsTables>()
  const start = (await readKeys(db)) === undefined ? await requireFirstStart(database, source) : 'later'
  if (start !== 'later') {
    const master = source.currentOrNew()
    const { key, wrapped } = makeDataKey(master)
    await database.transaction<SecretsTables, boolean>((trx) =>
      insertFirstKey(trx, { id: key.id, wrapped, canary: makeCanary(master) }),
    )
  }
  await keyring.load(db)
  // The process was killed between the database and the file in a change of the master key.
  source.adopt(keyring.master, source.current()?.id ?? 'lost')
  return { createdNewKeys: start === 'recreated' }
}

/** The state after an interrupted first start: accounts start before secrets. */
const OF_FIRST_START = ['users', 'credentials']
/** Tables of this package. If only some of them contain rows, the rest was lost. */
const OWN = ['secret_keys', 'secrets_instance', 'secrets']
/** A process that starts concurrently has created its key file and will create its keys in a moment. */
const RACE_MILLISECONDS = 500

/**
 * Whether a database without keys is new (`first`) or its administrator has requested new keys by emptying the tables and
 * removing the master key (`recreated`); `later`: another process has created the keys meanwhile. Throws `SECRETS_KEYS_LOST`
 * if the database is in use, since new keys would make the loss final, and `SECRETS_MASTER_KEY_OTHER` if the key file is
 * older than the database.
 */
async function requireFirstStart(
  database: Database,
  source: MasterKeySource,
): Promise<'first' | 'recreated' | 'later'> {
  const db = database.tables<SecretsTables>()
  const { filled, migratedAt } = await readTraces(db)
  const lost = filled.filter((table) => !OF_FIRST_START.includes(table))
  const isPartial = lost.some((table) => OWN.includes(table))
  const isInUse = lost.length > 0 && !database.appliedMigrations.some(({ plugin }) => plugin === 'secrets')
  const keyFile = source.fileTime()
  const isOlder = keyFile !== undefined && migratedAt !== undefined && keyFile < migratedAt
  const isRefused = isPartial || isOlder || (isInUse && source.current() !== undefined)
  if (!isRefused) return isInUse ? 'recreated' : 'first'
  if (await keysAppear(db)) return 'later'
  throw isPartial || isInUse ? keysLost(lost, source) : otherMasterKey(source)
}

function keysLost(filled: readonly string[], { file }: MasterKeySource): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_KEYS_LOST, {
    detail:
      `The database has no usable data key (secret_keys, secrets_instance), although there is data in ${filled.join(', ')}: this is not a ` +
      'new database. New keys are not created, since they could not decrypt any stored secret. Restore the database from a backup. To give ' +
      `up all stored secrets, empty ${OWN.join(', ')}, move ${file} away and unset TRIBUTARY_MASTER_KEY for one start.`,
  })
}

function otherMasterKey({ file }: MasterKeySource): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_MASTER_KEY_OTHER, {
    detail:
      `${file} is older than this database, which has no keys: it is the master key of another database. Set DATABASE_URL to that ` +
      `database or restore it from a backup; to start with an empty one, move ${file} away first.`,
  })
}

async function keysAppear(db: SecretsDb): Promise<boolean> {
  const until = performance.now() + RACE_MILLISECONDS
  while (performance.now() < until) {
    if ((await readKeys(db)) !== undefined) return true
    await delay(50)
  }
  return false
}
