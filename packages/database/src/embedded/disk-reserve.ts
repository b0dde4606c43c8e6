import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** PostgreSQL needs some kilobytes to rewrite its settings. */
const RESERVE_BYTES = 1024 * 1024

/**
 * A file that reserves disk space for the embedded database: another program may fill the disk between two checks of
 * the guard, which leaves no room for the setting that makes the database read-only.
 */
export class DiskReserve {
  readonly #file: string

  /** `home`: the directory of the database. */
  constructor(home: string) {
    this.#file = join(home, 'disk-reserve')
  }

  /** Creates the reserve, unless it exists. */
  async keep(): Promise<void> {
    try {
      // Never follows a link: under root, the directory belongs to a less privileged account.
      await using file = await open(this.#file, 'wx', 0o600)
      // Random content, since some file systems store no zeros.
      await file.writeFile(randomBytes(RESERVE_BYTES))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }

  /** Deletes the file to free its space. */
  async give(): Promise<void> {
    await rm(this.#file, { force: true })
  }
}
