import type { Database } from '@tributary/database'
import { lockKeys, readKeys, setCanary, setWrapped } from './key-store.ts'
import { type Keyring, makeCanary, wrapKey } from './keyring.ts'
import type { MasterKeySource } from './master-key-source.ts'
import type { MasterRotationResult } from './secret-keys.ts'
import type { SecretsTables } from './tables.ts'

/** The dependencies of a change of the master key. */
export interface MasterRotation {
  readonly database: Database
  readonly keyring: Keyring
  readonly source: MasterKeySource
  /** Called between the commit in the database and the change of the file. */
  readonly onWrapped?: () => void
}

/**
 * Changes the master key. Can be killed at any step: the new key is first on disk (or in the environment), then one
 * transaction wraps every data key and the canary with it, then its file becomes the current one. Meanwhile both keys
 * exist, and every start tries both.
 */
export async function rotateMasterKey(rotation: MasterRotation): Promise<MasterRotationResult> {
  const { database, keyring, source } = rotation
  const next = source.next()
  const retired = source.current()?.id ?? 'lost'
  const rewrapped = await database.transaction<SecretsTables, number>(async (trx) => {
    await lockKeys(trx)
    await keyring.reload(trx)
    if (keyring.master.id === next.id) return 0
    const { keys = [] } = (await readKeys(trx)) ?? {}
    for (const { id } of keys) {
      const key = keyring.find(id)
      if (key === undefined) throw new Error(`the data key ${id} appeared under the lock`)
      await setWrapped(trx, { id, wrapped: wrapKey(key, next) })
    }
    await setCanary(trx, makeCanary(next))
    return keys.length
  })
  rotation.onWrapped?.()
  source.adopt(next, retired)
  await keyring.reload(database.tables<SecretsTables>())
  return { keyId: next.id, from: next.from === source.nextFile ? source.file : next.from, rewrapped }
}
