import type { Database } from '@tributary/database'
import { insertFirstKey, readKeys } from './key-store.ts'
import { type Keyring, makeCanary, makeDataKey } from './keyring.ts'
import type { MasterKeySource } from './master-key-source.ts'
import type { SecretsTables } from './tables.ts'

/**
 * Opens the keys. The first start over a database makes them; of several that race, one does, and the others use what it
 * made or, having another master key, are refused.
 *
 * The master key's file is made before the database holds anything that needs it, and never once it does.
 */
export async function openKeyring(
  database: Database,
  { keyring, source }: { keyring: Keyring; source: MasterKeySource },
): Promise<void> {
  const db = database.tables<SecretsTables>()
  if ((await readKeys(db)) === undefined) {
    const master = source.currentOrNew()
    const { key, wrapped } = makeDataKey(master)
    await database.transaction<SecretsTables, boolean>((trx) =>
      insertFirstKey(trx, { id: key.id, wrapped, canary: makeCanary(master) }),
    )
  }
  await keyring.load(db)
  // A change of the master key that was killed after the database had it, and before the file.
  source.adopt(keyring.master, source.current()?.id ?? 'lost')
}
