import type { Database } from '@tributary/database'
import { countByKey } from './key-store.ts'
import type { Keyring } from './keyring.ts'
import type { MasterKeySource } from './master-key-source.ts'
import { rotateDataKey } from './rotate-data-key.ts'
import { rotateMasterKey } from './rotate-master-key.ts'
import type { KeyOverview, MasterRotationResult, RotationResult, SecretKeys } from './secret-keys.ts'
import type { SecretsTables } from './tables.ts'

export interface SecretKeysParts {
  readonly database: Database
  readonly keyring: Keyring
  readonly source: MasterKeySource
  /** Aborted when the plugin stops. */
  readonly signal: () => AbortSignal
}

/** The service of the routes and the command. */
export class DatabaseSecretKeys implements SecretKeys {
  readonly #parts: SecretKeysParts

  constructor(parts: SecretKeysParts) {
    this.#parts = parts
  }

  async describe(): Promise<KeyOverview> {
    const { database, keyring } = this.#parts
    const db = database.tables<SecretsTables>()
    // Another process may have changed the master key.
    await keyring.reload(db)
    const { id, from } = keyring.master
    const rows = await countByKey(db)
    return {
      masterKey: { id, source: from.startsWith('TRIBUTARY_') ? 'environment' : 'file' },
      dataKeys: rows.map(({ id, active, created_at: createdAt, secrets }) => ({
        id,
        active: Boolean(active),
        createdAt,
        secrets,
      })),
    }
  }

  rotate(): Promise<RotationResult> {
    const { database, keyring, signal } = this.#parts
    return rotateDataKey({ database, keyring, signal: signal() })
  }

  rotateMaster(): Promise<MasterRotationResult> {
    return rotateMasterKey(this.#parts)
  }
}
