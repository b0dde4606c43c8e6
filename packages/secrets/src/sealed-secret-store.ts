import { ProblemError } from '@tributary/core'
import { isForeignKeyViolation } from '@tributary/database'
import type { Keyring } from './keyring.ts'
import { keyIdOf, seal, unseal } from './seal.ts'
import { associatedDataOf, badReference } from './secret-reference.ts'
import { deleteSecret, findSecrets, upsertSecret } from './secret-row-store.ts'
import type { SecretOptions, SecretReference, SecretStore } from './secret-store.ts'
import { secretsErrors } from './secrets-errors.ts'
import type { SecretRow, SecretsDb } from './tables.ts'

/** One concurrent rotation costs one attempt; rotations are never this frequent. */
const ATTEMPTS = 4

/** The backend `sealed`: values in the database, sealed with a data key. */
export class SealedSecretStore implements SecretStore {
  readonly #db: () => SecretsDb
  readonly #keyring: Keyring

  constructor(db: () => SecretsDb, keyring: Keyring) {
    this.#db = db
    this.#keyring = keyring
  }

  async read(reference: SecretReference, options: SecretOptions = {}): Promise<string | undefined> {
    const db = this.#dbOf(options)
    const [row] = await findSecrets(db, reference.owner, [reference.name])
    if (row === undefined) return undefined
    if (row.user_id !== (reference.userId ?? null)) {
      throw cannotOpen(reference, new Error('it belongs to another user than the requested one'))
    }
    return this.#open(db, row)
  }

  async readAll(owner: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (names.length === 0) return new Map()
    const values = new Map<string, string>()
    const db = this.#db()
    for (const row of await findSecrets(db, owner, names)) {
      const value = await this.#open(db, row)
      if (value !== undefined) values.set(row.name, value)
    }
    return values
  }

  async write(reference: SecretReference, value: string, options: SecretOptions = {}): Promise<void> {
    const associatedData = associatedDataOf(reference)
    // UTF-8 cannot represent lone surrogates; they would be replaced silently.
    if (!value.isWellFormed()) throw badReference('the value is not well-formed Unicode')
    const db = this.#dbOf(options)
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const { active } = this.#keyring
      const sealed = seal(active, Buffer.from(value), associatedData)
      const { owner, name, userId } = reference
      const row = { owner, name, user_id: userId ?? null, sealed }
      if (await refusingTheGone(upsertSecret(db, row, active.id))) return
      await this.#keyring.reload(db)
    }
    throw new ProblemError(secretsErrors.SECRETS_KEYS_UNAVAILABLE)
  }

  async remove(reference: SecretReference, options: SecretOptions = {}): Promise<void> {
    await deleteSecret(this.#dbOf(options), reference)
  }

  /** The caller's transaction is on the same database but typed with the caller's tables. */
  #dbOf({ trx }: SecretOptions): SecretsDb {
    return (trx as SecretsDb | undefined) ?? this.#db()
  }

  /** `undefined` if it was removed while the keys were being loaded. */
  async #open(db: SecretsDb, found: SecretRow): Promise<string | undefined> {
    let row: SecretRow | undefined = found
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
      row = (await findSecrets(db, row.owner, [row.name]))[0]
    }
    if (row === undefined) return undefined
    throw cannotOpen(row, new Error('its data key is not in the database'))
  }
}

/** The reference that a row was written with, unless the row was moved. */
export function referenceOf({ owner, name, user_id: userId }: SecretRow): SecretReference {
  return { owner, name, ...(userId === null ? {} : { userId }) }
}

/** For the log, where naming the secret is allowed. */
function cannotOpen({ owner, name }: { owner: string; name: string }, cause: unknown): ProblemError {
  return new ProblemError(secretsErrors.SECRETS_CANNOT_OPEN, {
    detail: `The secret ${owner}/${name} cannot be decrypted: it was changed, moved or damaged in the database. Set it again, or restore it.`,
    cause,
  })
}

async function refusingTheGone<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing
  } catch (error) {
    if (isForeignKeyViolation(error, 'secrets_user_id_fkey'))
      throw new ProblemError(secretsErrors.SECRETS_USER_GONE, { cause: error })
    throw error
  }
}
