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
/** How much of a file is received between two checks of the remaining space. */
export const RESERVED_STEP = 16 * MEBIBYTE
/** By then a waiting import has usually ended. */
const RETRY_SECONDS = 60

/** The limits of stored files. */
export interface UploadLimits {
  readonly filesPerPerson?: number | undefined
  readonly bytesPerPerson?: number | undefined
  /** Of all people together. Default: without a limit. */
  readonly bytesInAll?: number | undefined
  /** Bytes that may be written before the database becomes read-only. Default: the value of the database. */
  readonly room?: (() => Promise<number | undefined>) | undefined
}

/** A file that is announced. */
export interface AnnouncedUpload {
  /** Chosen by the caller. */
  readonly id?: string | undefined
  readonly userId: string
  readonly filename: string
  readonly contentType: string
  /** The size announced by the sender; 0 if unknown. */
  readonly bytes: number
  /** The storage instance that it goes to: then the disk of the database does not limit it. */
  readonly storageInstance?: string | undefined
  /** False for the command line of the server, which only the disk limits. */
  readonly limited: boolean
}

/** The requested space: a minimum, and a maximum if available. */
interface Wish {
  readonly least: number
  readonly most: number
}

type Asker = Pick<AnnouncedUpload, 'userId' | 'limited' | 'storageInstance'>

/**
 * Reserves space for files before they are stored, under locks: reservations of parallel uploads count as used.
 * The rest of the disk stays for the database, which is read-only once there is little of it.
 */
export class UploadQuota {
  readonly #database: Database
  readonly #limits: UploadLimits

  constructor(database: Database, limits: UploadLimits = {}) {
    this.#database = database
    this.#limits = limits
  }

  /** Inserts the row of a file before its bytes, with space for the announced size. */
  async begin(upload: AnnouncedUpload): Promise<string> {
    const { id, filename, contentType, userId, bytes, storageInstance } = upload
    return this.#locked(upload, async (trx, room) => {
      if (upload.limited) await this.#refuseNumber(trx, userId)
      const reserved = await this.#grant(trx, upload, { room, wish: { least: bytes, most: bytes } })
      return insertUpload(trx, { id, userId, filename, contentType, reserved, storageInstance })
    })
  }

  /** Records the stored size of a file and reserves more space for it. Resolves to the additional space. */
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
    throw overQuota(`You have ${files} stored files; the limit is ${permitted}.`, { used: files, permitted })
  }

  /** The available part of the requested space, or the problem of the exceeded limit. */
  async #grant(
    trx: Kysely<JobsTables>,
    { userId, limited, storageInstance }: Asker,
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
      if (left < least) throw noRoom('The limit of the administrator for all uploads together is reached.')
      granted = Math.min(granted, left)
    }
    if (room === undefined || storageInstance !== undefined) return granted
    const left = room - (await sumOutstanding(trx))
    if (left < least) throw noRoom('The disk of the server has too little free space for the file.')
    return Math.min(granted, left)
  }
}

function overBytes(used: number, permitted: number): ProblemError {
  const what = `Your files use ${inMebibytes(used)}, including uploads in progress; the limit is ${inMebibytes(permitted)}, which this file would exceed.`
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
    detail: `${why} The file was not stored. Ask the administrator to free space, then send it again.`,
  })
}

function inMebibytes(bytes: number): string {
  return `${Math.round((bytes / MEBIBYTE) * 10) / 10} MiB`
}
