import type { SecretsDb } from '../tables.ts'
import { vaultFolder } from './folder-store.ts'
import { claimLeftovers, findUnknownPaths, forgetLeftover } from './leftover-store.ts'
import type { VaultValues } from './vault-values.ts'

const BATCH = 50
/** A value that was staged this long ago belongs to a transaction that never committed. */
const STAGED_MILLISECONDS = 3_600_000

/**
 * Deletes the paths that rows no longer refer to. Resolves to how many.
 *
 * @throws ProblemError `SECRETS_VAULT_UNAVAILABLE`; what is left is deleted the next time
 */
export async function deleteLeftovers(db: SecretsDb, values: VaultValues): Promise<number> {
  let deleted = 0
  for (;;) {
    const paths = await claimLeftovers(db, BATCH)
    for (const path of paths) {
      await values.remove(path)
      await forgetLeftover(db, path)
    }
    deleted += paths.length
    if (paths.length < BATCH) return deleted
  }
}

/**
 * Deletes paths of this database that were staged and never written: their process was killed, or its transaction failed. Resolves to how
 * many.
 */
export async function deleteNeverWritten(
  db: SecretsDb,
  values: VaultValues,
  now: number = Date.now(),
): Promise<number> {
  let deleted = 0
  for (const owner of await values.list(await vaultFolder(db)))
    for (const path of await findUnknownPaths(db, await values.list(owner.replace(/\/$/, '')))) {
      const created = await values.createdAt(path)
      // Also where the time is unreadable.
      if (created === undefined || !(created <= now - STAGED_MILLISECONDS)) continue
      await values.remove(path)
      deleted += 1
    }
  return deleted
}
