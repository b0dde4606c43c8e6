import type { Database } from '@tributary/database'
import { lockKeys, readKeys, setCanary, setWrapped } from './key-store.ts'
import { type Keyring, makeCanary, wrapKey } from './keyring.ts'
import type { MasterKeySource } from './master-key-source.ts'
import type { MasterRotationResult } from './secret-keys.ts'
import type { SecretsTables } from './tables.ts'

/** What changing the master key works with. */
export interface MasterRotation {
  readonly database: Database
  readonly keyring: Keyring
  readonly source: MasterKeySource
  /** Called when the database has the new key and the file has not. */
  readonly onWrapped?: () => void
}

/**
 * Changes the master key, in an order that can be killed anywhere: the new key is on the disk (or in the environment)
 * first, then one transaction wraps every data key and the canary with it, then the file takes its place. In between both
 * are there, and every start tries both.
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
