import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ProblemError } from '@tributary/core'
import { type MasterKey, readMasterKey } from './master-key.ts'
import { createKeyFile, readKeyFile, replaceKeyFile } from './master-key-file.ts'
import { secretsErrors } from './secrets-errors.ts'

/** Where master keys come from. */
export interface MasterKeyOptions {
  /** Where `master.key` is looked for, and made by the first start. */
  readonly dataDir: string
  /** 32 bytes as base64 or hexadecimal. Unset: the file. */
  readonly masterKey?: string | undefined
  /** The one that `rotateMaster` changes to; until it has, and after, both are tried. */
  readonly nextMasterKey?: string | undefined
  /** Called with each key's text when it is first read, so that it can be redacted from the log. */
  readonly onSecret?: ((value: string) => void) | undefined
}

const VARIABLE = 'TRIBUTARY_MASTER_KEY'
const NEXT_VARIABLE = 'TRIBUTARY_MASTER_KEY_NEW'

/** Finds the master keys. Reads them each time, since another process may have changed the file. */
export class MasterKeySource {
  readonly #options: MasterKeyOptions
  /** The file of the present key and of the one that a rotation changes to. */
  readonly file: string
  readonly nextFile: string

  constructor(options: MasterKeyOptions) {
    this.#options = options
    this.file = join(options.dataDir, 'master.key')
    this.nextFile = `${this.file}.new`
  }

  /** The present one. `undefined` when neither the variable nor the file is there. */
  current(): MasterKey | undefined {
    const { masterKey } = this.#options
    return masterKey === undefined ? this.#fromFile(this.file) : this.#read(masterKey, VARIABLE)
  }

  /** Every key that may be in use, the present one first. */
  all(): readonly MasterKey[] {
    const { masterKey } = this.#options
    const keys = [
      this.current(),
      masterKey === undefined ? this.#fromFile(this.nextFile) : undefined,
      this.#nextFromVariable(),
    ]
    return keys.filter((key) => key !== undefined)
  }

  /** The present one; the first start makes the file. */
  currentOrNew(): MasterKey {
    const current = this.current()
    if (current !== undefined) return current
    createKeyFile(this.file)
    return this.#required(this.file)
  }

  /** The one to change to: the variable's, else the file's, which is made. Throws `SECRETS_NO_NEXT_MASTER_KEY`. */
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

  /** Makes the new file the present one, once the database is wrapped with it. `retired` names the old key. */
  adopt(key: MasterKey, retired: string): void {
    if (key.from !== this.nextFile) return
    // Kept for the backups that were made under it.
    replaceKeyFile(this.file, { next: this.nextFile, keepAs: `${this.file}.${retired}.old` })
  }

  /** Whether the file is there, for messages. */
  get hasFile(): boolean {
    return existsSync(this.file)
  }

  /** When the file was written; `undefined` where it is not there, or not used. */
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
