import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { countRetiredKeys, dropUnusedKeys, insertKey, lockKeys, setActiveKey } from './key-store.ts'
import { type Keyring, makeDataKey } from './keyring.ts'
import { keyIdOf, type SealingKey, seal, unseal } from './seal.ts'
import { referenceOf } from './sealed-values.ts'
import type { RotationResult } from './secret-keys.ts'
import { associatedDataOf } from './secret-reference.ts'
import { listRetired, replaceSealed } from './secret-row-store.ts'
import { secretsErrors } from './secrets-errors.ts'
import type { SealedRow, SecretsTables } from './tables.ts'

/** Two round trips a batch. The second locks the rows of the batch, and writers of these secrets wait for it. */
const BATCH_ROWS = 100

/** The dependencies of a rotation. */
export interface Rotation {
  readonly database: Database
  readonly keyring: Keyring
  /** Stops the rotation between two batches; another call resumes it. */
  readonly signal?: AbortSignal | undefined
  readonly batchRows?: number
  /** Called after each batch. */
  readonly onBatch?: () => void | Promise<void>
}

/**
 * Changes the data key under load. Every value stays readable at every moment, also if the process is killed: the new key
 * is committed and active before anything is sealed with it, a secret is replaced only if it is unchanged since it was
 * read, and a key is deleted only when no row in the database is sealed with it.
 */
export async function rotateDataKey(rotation: Rotation): Promise<RotationResult> {
  const interrupted = await resealAll(rotation)
  if (interrupted.resealed > 0) return resultOf(rotation, { resumed: true, ...interrupted })
  await makeActiveKey(rotation)
  return resultOf(rotation, { resumed: false, ...(await resealAll(rotation)) })
}

function resultOf(
  { keyring }: Rotation,
  { resumed, resealed, unreadable }: Pick<RotationResult, 'resumed' | 'resealed' | 'unreadable'>,
): RotationResult {
  return { keyId: keyring.active.id, resumed, resealed, unreadable }
}

/** Makes a new key the active one, for every process from its next write on. */
async function makeActiveKey({ database, keyring }: Rotation): Promise<void> {
  await database.transaction<SecretsTables, void>(async (trx) => {
    await lockKeys(trx)
    await keyring.reload(trx)
    const { key, wrapped } = makeDataKey(keyring.master)
    await insertKey(trx, { id: key.id, wrapped })
    await setActiveKey(trx, key.id)
  })
}

/** Reseals secrets until the old keys are deleted or only needed for secrets that cannot be opened. */
async function resealAll(rotation: Rotation): Promise<Omit<Pass, 'seen'>> {
  const { database, keyring } = rotation
  const db = database.tables<SecretsTables>()
  let resealed = 0
  for (;;) {
    await keyring.reload(db)
    const pass = await resealPass(rotation)
    resealed += pass.resealed
    await dropUnusedKeys(db)
    const stuck = pass.seen > 0 && pass.unreadable.length === pass.seen
    if (stuck || (await countRetiredKeys(db)) === 0) {
      await keyring.reload(db)
      return { resealed, unreadable: pass.unreadable }
    }
    // A concurrent transaction has committed with an old key, or another rotation has created a new one.
  }
}

interface Pass {
  readonly seen: number
  readonly resealed: number
  readonly unreadable: readonly string[]
}

async function resealPass(rotation: Rotation): Promise<Pass> {
  const { database, keyring, batchRows = BATCH_ROWS } = rotation
  const db = database.tables<SecretsTables>()
  const unreadable: string[] = []
  let seen = 0
  let resealed = 0
  let after: SealedRow | undefined
  for (;;) {
    if (rotation.signal?.aborted) throw new ProblemError(secretsErrors.SECRETS_ROTATION_STOPPED)
    const rows = await listRetired(db, { after, limit: batchRows })
    if (rows.length === 0) return { seen, resealed, unreadable }
    const changes = rows.flatMap((row) => {
      const key = keyring.find(keyIdOf(row.sealed) ?? '')
      // Created by a concurrent rotation; the next pass has loaded it.
      if (key === undefined) return []
      const sealed = reseal(row, { from: key, to: keyring.active })
      if (sealed !== undefined) return [{ owner: row.owner, name: row.name, before: row.sealed, sealed }]
      unreadable.push(`${row.owner}/${row.name}`)
      return []
    })
    resealed += await replaceSealed(db, changes, keyring.active.id)
    seen += rows.length
    after = rows.at(-1)
    await rotation.onBatch?.()
  }
}

/** `undefined` for a secret that does not open: it is kept, and with it the key that might open it once restored. */
function reseal(row: SealedRow, { from, to }: { from: SealingKey; to: SealingKey }): string | undefined {
  const associatedData = associatedDataOf(referenceOf(row))
  try {
    return seal(to, unseal(from, row.sealed, associatedData), associatedData)
  } catch {
    return undefined
  }
}
