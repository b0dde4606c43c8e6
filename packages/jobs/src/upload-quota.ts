import { ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import type { Kysely } from 'kysely'
import { lockAskedOf } from './job-list-store.ts'
import { jobsErrors } from './jobs-errors.ts'
import type { JobsTables } from './tables.ts'
import {
  findUploadsOf,
  insertUpload,
  lockUploads,
  reserveBytes,
  sumOutstanding,
  sumUploads,
} from './upload-store.ts'

const MEBIBYTE = 1024 * 1024
/** More than a household keeps: files are deleted once they are imported. */
export const DEFAULT_UPLOADS_PER_PERSON = 1_000
export const DEFAULT_UPLOAD_BYTES_PER_PERSON = 10 * 1024 * MEBIBYTE
/** How much of a file is received between two looks at what is left. */
export const RESERVED_STEP = 16 * MEBIBYTE
/** By then a waiting import has usually ended. */
const RETRY_SECONDS = 60

/** How much may be stored. */
export interface UploadLimits {
  readonly filesPerPerson?: number | undefined
  readonly bytesPerPerson?: number | undefined
  /** Of all people together. Default: without a limit. */
  readonly bytesInAll?: number | undefined
  /** Bytes that may be written before the database turns read-only. Default: what the database says of its disk. */
  readonly room?: (() => Promise<number | undefined>) | undefined
}

/** A file that is announced. */
export interface AnnouncedUpload {
  readonly userId: string
  readonly filename: string
  readonly contentType: string
  /** How much the sender says there will be; 0 where nothing is said. */
  readonly bytes: number
  /** False for whoever sits at the command line of the server: only the disk limits them. */
  readonly limited: boolean
}

/** Room that is asked for: at least so much, and up to so much where it is there. */
interface Wish {
  readonly least: number
  readonly most: number
}

type Asker = Pick<AnnouncedUpload, 'userId' | 'limited'>

/**
 * Sets room aside for files before they are stored, under locks: what parallel uploads have set aside counts as used.
 * The rest of the disk stays for the database, which is read-only once there is little of it.
 */
export class UploadQuota {
  readonly #database: Database
  readonly #limits: UploadLimits

  constructor(database: Database, limits: UploadLimits = {}) {
    this.#database = database
    this.#limits = limits
  }

  /** Inserts the row of a file whose bytes are to follow, with room for what was announced. */
  async begin(upload: AnnouncedUpload): Promise<string> {
    const { filename, contentType, userId, bytes } = upload
    return this.#locked(upload, async (trx, room) => {
      if (upload.limited) await this.#refuseNumber(trx, userId)
      const reserved = await this.#grant(trx, upload, { room, wish: { least: bytes, most: bytes } })
      return insertUpload(trx, { userId, filename, contentType, reserved })
    })
  }

  /** Notes how much of a file is stored and sets more room aside for it. Resolves to how much more that is. */
  async extend(
    upload: Asker & { readonly id: string; readonly stored: number },
    wish: Wish,
  ): Promise<number> {
    return this.#locked(upload, async (trx, room) => {
      const more = await this.#grant(trx, upload, { room, wish })
      await reserveBytes(trx, upload.id, { stored: upload.stored, more })
      return more
    })
  }

  async #locked<T>(
    { userId }: Asker,
    work: (trx: Kysely<JobsTables>, room: number | undefined) => Promise<T>,
  ): Promise<T> {
    const room = await (this.#limits.room ?? (() => this.#database.room()))()
    return this.#database.transaction<JobsTables, T>(async (trx) => {
      await lockAskedOf(trx, userId)
      await lockUploads(trx)
      return work(trx, room)
    })
  }

  async #refuseNumber(trx: Kysely<JobsTables>, userId: string): Promise<void> {
    const permitted = this.#limits.filesPerPerson ?? DEFAULT_UPLOADS_PER_PERSON
    const { files } = await findUploadsOf(trx, userId)
    if (files < permitted) return
    throw overQuota(`${files} of your files are kept, and ${permitted} may be.`, { used: files, permitted })
  }

  /** What of the wish there is room for, or the problem of the limit that is in the way. */
  async #grant(
    trx: Kysely<JobsTables>,
    { userId, limited }: Asker,
    { room, wish: { least, most } }: { readonly room: number | undefined; readonly wish: Wish },
  ): Promise<number> {
    let granted = most
    const { bytesInAll } = this.#limits
    if (limited) {
      const permitted = this.#limits.bytesPerPerson ?? DEFAULT_UPLOAD_BYTES_PER_PERSON
      const { bytes: used } = await findUploadsOf(trx, userId)
      if (used + least > permitted) throw overBytes(used, permitted)
      granted = Math.min(granted, permitted - used)
    }
    if (limited && bytesInAll !== undefined) {
      const left = bytesInAll - (await sumUploads(trx))
      if (left < least) throw noRoom('All uploads together take what the administrator lets them take.')
      granted = Math.min(granted, left)
    }
    if (room === undefined) return granted
    const left = room - (await sumOutstanding(trx))
    if (left < least) throw noRoom('The disk of the server has too little free space for it.')
    return Math.min(granted, left)
  }
}

function overBytes(used: number, permitted: number): ProblemError {
  const what = `Your files take ${inMebibytes(used)}, those on their way included, and may take ${inMebibytes(permitted)}: this one needs more.`
  return overQuota(what, { used, permitted })
}

function overQuota(what: string, extensions: { used: number; permitted: number }): ProblemError {
  return new ProblemError(jobsErrors.JOBS_UPLOADS_FULL, {
    detail: `${what} A file is deleted when its import has succeeded, or a week after it has ended otherwise: wait for your imports to end, or delete the files of those that failed (DELETE /api/jobs/:id/file).`,
    extensions,
    headers: { 'retry-after': String(RETRY_SECONDS) },
  })
}

function noRoom(why: string): ProblemError {
  return new ProblemError(jobsErrors.JOBS_UPLOAD_NO_ROOM, {
    detail: `${why} Nothing of the file is kept. Ask the administrator to make room, and send it again.`,
  })
}

function inMebibytes(bytes: number): string {
  return `${Math.round((bytes / MEBIBYTE) * 10) / 10} MiB`
}
