import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '@tributary/core'
import { type MasterKey, readMasterKey } from './master-key.ts'
import { createKeyFile, readKeyFile, replaceKeyFile } from './master-key-file.ts'
import { secretsErrors } from './secrets-errors.ts'

/** Where master keys come from. */
export interface MasterKeyOptions {
  /** The directory of `master.key`, which the first start creates. */
  readonly dataDir: string
  /** 32 bytes as base64 or hexadecimal. Unset: the file. */
  readonly masterKey?: string | undefined
  /** The key that `rotateMaster` changes to. Before and after that, both are tried. */
  readonly nextMasterKey?: string | undefined
  /** Called with each key's text when it is first read, so that it can be redacted from the log. */
  readonly onSecret?: ((value: string) => void) | undefined
}

const VARIABLE = 'TRIBUTARY_MASTER_KEY'
const NEXT_VARIABLE = 'TRIBUTARY_MASTER_KEY_NEW'

/** Finds the master keys. Reads them on each call, since another process may have changed the file. */
export class MasterKeySource {
  readonly #options: MasterKeyOptions
  /** The files of the current key and of the next one. */
  readonly file: string
  readonly nextFile: string

  constructor(options: MasterKeyOptions) {
    this.#options = options
    this.file = join(options.dataDir, 'master.key')
    this.nextFile = `${this.file}.new`
  }

  /** The current key. `undefined` if neither the variable nor the file exists. */
  current(): MasterKey | undefined {
    const { masterKey } = this.#options
    return masterKey === undefined ? this.#fromFile(this.file) : this.#read(masterKey, VARIABLE)
  }

  /** Every key that may be in use, the current one first. */
  all(): readonly MasterKey[] {
    const { masterKey } = this.#options
    const keys = [
      this.current(),
      masterKey === undefined ? this.#fromFile(this.nextFile) : undefined,
      this.#nextFromVariable(),
    ]
    return keys.filter((key) => key !== undefined)
  }

  /** The current key; the first start creates the file. */
  currentOrNew(): MasterKey {
    const current = this.current()
    if (current !== undefined) return current
    createKeyFile(this.file)
    return this.#required(this.file)
  }

  /** The key to change to: from the variable, else from a file that is created. Throws `SECRETS_NO_NEXT_MASTER_KEY`. */
  next(): MasterKey {
    const fromVariable = this.#nextFromVariable()
    if (fromVariable !== undefined) return fromVariable
    if (this.#options.masterKey !== undefined) {
      throw new ProblemError(secretsErrors.SECRETS_NO_NEXT_MASTER_KEY, {
        detail: `The master key comes from ${VARIABLE}, so the new one must come from ${NEXT_VARIABLE}: set it for every process, restart them, and repeat this.`,
      })
    }
    createKeyFile(this.nextFile)
    return this.#required(this.nextFile)
  }

  /** Makes the new file the current one, after the database is wrapped with it. `retired` names the old key. */
  adopt(key: MasterKey, retired: string): void {
    if (key.from !== this.nextFile) return
    // The old key is needed for backups made under it.
    replaceKeyFile(this.file, { next: this.nextFile, keepAs: `${this.file}.${retired}.old` })
  }

  /** Whether the file exists, for messages. */
  get hasFile(): boolean {
    return existsSync(this.file)
  }

  /** When the file was written; `undefined` if it does not exist or is not used. */
  fileTime(): Date | undefined {
    if (this.#options.masterKey !== undefined) return undefined
    return statSync(this.file, { throwIfNoEntry: false })?.mtime
  }

  #nextFromVariable(): MasterKey | undefined {
    const { nextMasterKey } = this.#options
    return nextMasterKey === undefined ? undefined : this.#read(nextMasterKey, NEXT_VARIABLE)
  }

  #fromFile(path: string): MasterKey | undefined {
    const text = readKeyFile(path)
    return text === undefined ? undefined : this.#read(text, path)
  }

  #required(path: string): MasterKey {
    const key = this.#fromFile(path)
    if (key !== undefined) return key
    throw new Error(`${path} was removed while it was being read`)
  }

  #read(text: string, from: string): MasterKey {
    this.#options.onSecret?.(text)
    return readMasterKey(text, from)
  }
}
