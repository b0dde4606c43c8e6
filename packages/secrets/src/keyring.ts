import { createSecretKey, randomBytes } from 'node:crypto'
import { type CodedErrorDefinition, isProblemError, ProblemError } from '@tributary/core'
import { readKeys, type StoredKeys } from './key-store.ts'
import type { MasterKey } from './master-key.ts'
import type { MasterKeySource } from './master-key-source.ts'
import { keyIdOf, type SealingKey, seal, unseal } from './seal.ts'
import { secretsErrors } from './secrets-errors.ts'
import type { SecretsDb } from './tables.ts'

const CANARY = 'the master key is the right one'
const CANARY_DATA = 'secrets_instance|canary|||v1'

/** The decrypted keys in use. */
interface OpenKeys {
  readonly master: MasterKey
  readonly activeId: string
  readonly keys: ReadonlyMap<string, SealingKey>
}

/** The data keys of this process, loaded at start and reloaded after a rotation in another process. */
export class Keyring {
  readonly #source: MasterKeySource
  #open: OpenKeys | undefined

  constructor(source: MasterKeySource) {
    this.#source = source
  }

  /** The key that new values are sealed with. */
  get active(): SealingKey {
    const key = this.#opened.keys.get(this.#opened.activeId)
    if (key === undefined) throw new Error('the active data key is not among the data keys')
    return key
  }

  /** The master key that wraps the keys in the database. */
  get master(): MasterKey {
    return this.#opened.master
  }

  find(keyId: string): SealingKey | undefined {
    return this.#opened.keys.get(keyId)
  }

  /**
   * Loads the current keys from the database. Throws `SECRETS_MASTER_KEY_MISSING` or `SECRETS_MASTER_KEY_WRONG`, whose
   * messages say what to do.
   */
  async load(db: SecretsDb): Promise<void> {
    const stored = await readKeys(db)
    if (stored === undefined) throw new ProblemError(secretsErrors.SECRETS_NOT_STARTED)
    this.#open = openKeys(stored, this.#source)
  }

  /** The same during requests: details go to the log, not to the client. */
  async reload(db: SecretsDb): Promise<void> {
    try {
      await this.load(db)
    } catch (error) {
      if (!isProblemError(error) || !(error.code in secretsErrors)) throw error
      throw new ProblemError(secretsErrors.SECRETS_KEYS_UNAVAILABLE, { cause: error })
    }
  }

  get #opened(): OpenKeys {
    if (this.#open === undefined) throw new ProblemError(secretsErrors.SECRETS_NOT_STARTED)
    return this.#open
  }
}

/** Creates a data key, with its wrapped form for the database. */
export function makeDataKey(master: MasterKey): { key: SealingKey; wrapped: string } {
  const key = { id: randomBytes(9).toString('base64url'), key: createSecretKey(randomBytes(32)) }
  return { key, wrapped: wrapKey(key, master) }
}

export function wrapKey(key: SealingKey, master: MasterKey): string {
  return seal(master, key.key.export(), wrappingDataOf(key.id))
}

/**
 * A canary that only the right master key decrypts, so that a wrong one is detected before anything is written with
 * it.
 */
export function makeCanary(master: MasterKey): string {
  return seal(master, Buffer.from(CANARY), CANARY_DATA)
}

function wrappingDataOf(keyId: string): string {
  return `secret_keys|wrapped|${keyId}||v1`
}

function openKeys(stored: StoredKeys, source: MasterKeySource): OpenKeys {
  const master = masterOf(stored, source)
  const keys = stored.keys.map(({ id, wrapped }) => {
    const bytes = open(() => unseal(master, wrapped, wrappingDataOf(id)), `The data key ${id}`)
    return [id, { id, key: createSecretKey(bytes) }] as const
  })
  return { master, activeId: stored.activeKeyId, keys: new Map(keys) }
}

/** The master key whose id is in the canary and that decrypts it. */
function masterOf({ canary }: StoredKeys, source: MasterKeySource): MasterKey {
  const masters = source.all()
  const master = masters.find(({ id }) => id === keyIdOf(canary))
  if (master === undefined) throw refusal(masters, { source, needed: keyIdOf(canary) ?? 'unknown' })
  open(() => unseal(master, canary, CANARY_DATA), 'The canary')
  return master
}

function open(unsealing: () => Buffer, what: string): Buffer {
  try {
    return unsealing()
  } catch (error) {
    throw problem(
      secretsErrors.SECRETS_MASTER_KEY_WRONG,
      `${what} in the database cannot be decrypted with the master key that it names: it was changed by hand or is damaged. Restore the tables secret_keys and secrets_instance from a backup.`,
      error,
    )
  }
}

function refusal(
  masters: readonly MasterKey[],
  { source, needed }: { source: MasterKeySource; needed: string },
): ProblemError {
  const [first] = masters
  if (first === undefined) {
    return problem(
      secretsErrors.SECRETS_MASTER_KEY_MISSING,
      `The file ${source.file} is missing. It holds the master key (id ${needed}), without which no stored secret of this database can be decrypted: client secrets, tokens of connected accounts. A new one is not created, since that would lose them permanently. Restore the file from your backup, or set TRIBUTARY_MASTER_KEY to its content.`,
    )
  }
  const fileIsIgnored = first.from !== source.file && source.hasFile
  return problem(
    secretsErrors.SECRETS_MASTER_KEY_WRONG,
    `The secrets in this database are sealed with the master key with the id ${needed}, but ${masters
      .map(({ from, id }) => `${from} has the one with the id ${id}`)
      .join(' and ')}. ${
      fileIsIgnored ? `(${source.file} is ignored while TRIBUTARY_MASTER_KEY is set.) ` : ''
    }Give this process the key that the database was first started with, which another server on the same database has too: in TRIBUTARY_MASTER_KEY, or as ${source.file}.`,
  )
}

function problem(definition: CodedErrorDefinition, detail: string, cause?: unknown): ProblemError {
  return new ProblemError(definition, { detail, cause })
}
