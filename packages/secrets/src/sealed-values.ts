import { ProblemError } from '@tributary/core'
import { isForeignKeyViolation } from '@tributary/database'
import type { Keyring } from './keyring.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import { associatedDataOf } from './secret-reference.ts'
import { findSecrets, upsertSealed } from './secret-row-store.ts'
import type { SecretReference } from './secret-store.ts'
import { secretsErrors } from './secrets-errors.ts'
import { isSealed, type SealedRow, type SecretRow, type SecretsDb } from './tables.ts'

/** One concurrent rotation costs one attempt; rotations are never this frequent. */
const ATTEMPTS = 4

/** Values in the rows themselves, sealed with a data key. */
export class SealedValues {
  readonly #keyring: Keyring

  constructor(keyring: Keyring) {
    this.#keyring = keyring
  }

  /** Inserts or replaces the row of a secret. */
  async put(db: SecretsDb, reference: SecretReference, value: string): Promise<void> {
    const associatedData = associatedDataOf(reference)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { active } = this.#keyring
      const sealed = seal(active, Buffer.from(value), associatedData)
      const { owner, name, userId } = reference
      const row = { owner, name, user_id: userId ?? null, sealed }
      if (await refusingTheGone(upsertSealed(db, row, active.id))) return
      await this.#keyring.reload(db)
    }
    throw new ProblemError(secretsErrors.SECRETS_KEYS_UNAVAILABLE)
  }

  /** `undefined` if it was removed while the keys were being loaded. */
  async open(db: SecretsDb, found: SealedRow): Promise<string | undefined> {
    let row: SealedRow | undefined = found
    for (let attempt = 0; attempt < ATTEMPTS && row !== undefined; attempt += 1) {
      const keyId = keyIdOf(row.sealed)
      if (keyId === undefined) throw cannotOpen(row, new Error('its format is not supported'))
      if (this.#keyring.find(keyId) === undefined) await this.#keyring.reload(db)
      const key = this.#keyring.find(keyId)
      if (key !== undefined) {
        try {
          return unseal(key, row.sealed, associatedDataOf(referenceOf(row))).toString()
        } catch (error) {
          throw cannotOpen(row, error)
        }
      }
      // It was resealed and its old key deleted between reading the row and the keys.
      const [again] = await findSecrets(db, row.owner, [row.name])
      row = again === undefined || !isSealed(again) ? undefined : again
    }
    if (row === undefined) return undefined
    throw cannotOpen(row, new Error('its data key is not in the database'))
  }
}

/** The reference that a row was written with, unless the row was moved. */
export function referenceOf({
  owner,
  name,
  user_id: userId,
}: Pick<SecretRow, 'owner' | 'name' | 'user_id'>): SecretReference {
  return { owner, name, ...(userId === null ? {} : { userId }) }
}

/** For the log, where naming the secret is allowed. */
export function cannotOpen({ owner, name }: { owner: string; name: string }, cause: unknown): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_CANNOT_OPEN, {
    detail: `The secret ${owner}/${name} cannot be decrypted: it was changed, moved or damaged in the database. Set it again, or restore it.`,
    cause,
  })
}

export async function refusingTheGone<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isForeignKeyViolation(error, 'secrets_user_id_fkey'))
      throw new ProblemError(secretsErrors.SECRETS_USER_GONE, { cause: error })
    throw error
  }
}
