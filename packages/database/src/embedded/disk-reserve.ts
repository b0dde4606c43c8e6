import { randomBytes } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** PostgreSQL writes its settings anew in some kilobytes. */
const RESERVE_BYTES = 1024 * 1024

/**
 * A file that takes room on the disk of the embedded database until that room is needed: another program may fill the disk to the last
 * byte between two looks of the guard, and then there is none for the setting that makes the database read-only.
 */
export class DiskReserve {
  readonly #file: string

  /** `home`: the directory of the database. */
  constructor(home: string) {
    this.#file = join(home, 'disk-reserve')
  }

  /** Takes the room, unless this or another process has taken it. */
  async keep(): Promise<void> {
    try {
      // Never follows a link: under root, the directory belongs to a less privileged account.
      await using file = await open(this.#file, 'wx', 0o600)
      // Random, since some file systems keep no zeros.
      await file.writeFile(randomBytes(RESERVE_BYTES))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }

  /** Deletes the file, so that its room is free for the next write. */
  async give(): Promise<void> {
    await rm(this.#file, { force: true })
  }
}
