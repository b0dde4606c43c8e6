import type { RawBuilder } from 'kysely'
import { cannotOpen, type SealedValues } from './sealed-values.ts'
import { associatedDataOf, badReference } from './secret-reference.ts'
import { deleteSecret, findSecrets, secretColumn } from './secret-row-store.ts'
import type {
  FoundSecret,
  SecretOptions,
  SecretReference,
  SecretStore,
  StagedSecret,
} from './secret-store.ts'
import { isSealed, type SecretRow, type SecretsDb } from './tables.ts'
import type { VaultBackend } from './vault/vault-backend.ts'

/** How many values are read from Vault at a time. */
const READS_AT_ONCE = 8

interface DatabaseSecretStoreParts {
  readonly db: () => SecretsDb
  readonly sealed: SealedValues
  /** Where values can be read from beside the rows, and are written if `writes` says so. */
  readonly vault?: VaultBackend | undefined
  /** Default `sealed`. */
  readonly writes?: 'sealed' | 'vault' | undefined
}

/** A row for each secret, which holds its value sealed or its path in Vault. Rows of both kinds are read, so that they can be moved. */
export class DatabaseSecretStore implements SecretStore {
  readonly #parts: DatabaseSecretStoreParts

  constructor(parts: DatabaseSecretStoreParts) {
    this.#parts = parts
  }

  async read(reference: SecretReference, options: SecretOptions = {}): Promise<string | undefined> {
    const db = this.#dbOf(options)
    const [row] = await findSecrets(db, reference.owner, [reference.name])
    return row === undefined ? undefined : this.#openOwn(db, reference, row)
  }

  column(owner: string, name: RawBuilder<unknown>): RawBuilder<FoundSecret | null> {
    return secretColumn(owner, name)
  }

  open(reference: SecretReference, found: FoundSecret): Promise<string | undefined> {
    return this.#openOwn(this.#parts.db(), reference, found)
  }

  async readAll(owner: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (names.length === 0) return new Map()
    const db = this.#parts.db()
    const values = new Map<string, string>()
    const rows = await findSecrets(db, owner, names)
    for (let first = 0; first < rows.length; first += READS_AT_ONCE) {
      const batch = rows.slice(first, first + READS_AT_ONCE)
      const opened = await Promise.all(batch.map((row) => this.#open(db, row)))
      for (const [index, value] of opened.entries())
        if (value !== undefined) values.set(batch[index]?.name ?? '', value)
    }
    return values
  }

  async stage(reference: SecretReference, value: string): Promise<StagedSecret> {
    return this.#stage(this.#parts.db(), reference, value)
  }

  /** In a transaction by its connection: waiting for another one while it holds one could exhaust the pool. */
  async #stage(db: SecretsDb, reference: SecretReference, value: string): Promise<StagedSecret> {
    const belongsTo = associatedDataOf(reference)
    // UTF-8 cannot represent lone surrogates; they would be replaced silently.
    if (!value.isWellFormed()) throw badReference('the value is not well-formed Unicode')
    const { vault, writes } = this.#parts
    if (vault === undefined || writes !== 'vault') return { value }
    return { path: await vault.create(db, reference.owner, { value, belongsTo }) }
  }

  async write(
    reference: SecretReference,
    value: string | StagedSecret,
    options: SecretOptions = {},
  ): Promise<void> {
    associatedDataOf(reference)
    const db = this.#dbOf(options)
    const staged = typeof value === 'string' ? await this.#stage(db, reference, value) : value
    if ('value' in staged) await this.#parts.sealed.put(db, reference, staged.value)
    else await this.#parts.vault?.put(db, reference, staged.path)
  }

  async remove(reference: SecretReference, options: SecretOptions = {}): Promise<void> {
    await deleteSecret(this.#dbOf(options), reference)
  }

  /** The caller's transaction is on the same database but typed with the caller's tables. */
  #dbOf({ trx }: SecretOptions): SecretsDb {
    return (trx as SecretsDb | undefined) ?? this.#parts.db()
  }

  async #openOwn(db: SecretsDb, reference: SecretReference, row: SecretRow): Promise<string | undefined> {
    if (row.user_id !== (reference.userId ?? null))
      throw cannotOpen(reference, new Error('it belongs to another user than the requested one'))
    return this.#open(db, row)
  }

  async #open(db: SecretsDb, row: SecretRow): Promise<string | undefined> {
    if (isSealed(row)) return this.#parts.sealed.open(db, row)
    const { vault } = this.#parts
    if (vault === undefined) throw cannotOpen(row, new Error('it is in Vault, and VAULT_ADDR is not set'))
    return vault.open(db, row)
  }
}
