import { randomUUID } from 'node:crypto'
import { cannotOpen, referenceOf, refusingTheGone } from '../sealed-values.ts'
import { associatedDataOf } from '../secret-reference.ts'
import { findSecrets, upsertVaultPath } from '../secret-row-store.ts'
import type { SecretReference } from '../secret-store.ts'
import type { SecretRow, SecretsDb } from '../tables.ts'
import { vaultFolder } from './folder-store.ts'
import type { StoredSecret, VaultValues } from './vault-values.ts'

/**
 * Values in Vault, which takes part in no transaction: a value is written to a new path first, then a row refers to the path. A path is
 * never written again, so a row always refers to the value that it was committed with. What no row refers to is deleted by the sweep.
 */
export class VaultBackend {
  readonly #values: VaultValues

  constructor(values: VaultValues) {
    this.#values = values
  }

  /** Resolves to the path of the new value. */
  async create(db: SecretsDb, owner: string, secret: StoredSecret): Promise<string> {
    const path = `${await vaultFolder(db)}/${owner}/${randomUUID()}`
    await this.#values.create(path, secret)
    return path
  }

  /** Has the row of a secret refer to a path. */
  async put(db: SecretsDb, { owner, name, userId }: SecretReference, path: string): Promise<void> {
    await refusingTheGone(upsertVaultPath(db, { owner, name, user_id: userId ?? null, vault_path: path }))
  }

  /** `undefined` if the secret was removed meanwhile. */
  async open(db: SecretsDb, found: SecretRow): Promise<string | undefined> {
    let row: SecretRow | undefined = found
    // Replaced between reading the row and the value: the row refers to another path now.
    for (let path = row.vault_path; path !== null; path = row.vault_path) {
      const secret = await this.#values.read(path)
      if (secret !== undefined) return valueOf(row, secret)
      row = (await findSecrets(db, row.owner, [row.name]))[0]
      if (row === undefined) return undefined
      if (row.vault_path === path) break
    }
    throw cannotOpen(row, new Error(`the path ${row.vault_path} of Vault has no value`))
  }
}

/** A row that was made to refer to the value of another secret does not open. */
function valueOf(row: SecretRow, { value, belongsTo }: StoredSecret): string {
  if (belongsTo === associatedDataOf(referenceOf(row))) return value
  throw cannotOpen(row, new Error(`the path ${row.vault_path} of Vault belongs to another secret`))
}
