import { statfs } from 'node:fs/promises'

/** The write-ahead log of the databases (`max_wal_size`), and what vacuum and sorting need. */
const BESIDE = 1.5e9

/** What a database takes on the disk. */
export interface Room {
  readonly directory: string
  /** Of the tables. */
  readonly bytes: number
}

/** The free space of a directory's disk that databases of so many bytes need. */
export function neededBytes({ bytes }: Room): number {
  return bytes + BESIDE
}

/** Throws if the disk has less space than is needed. */
export async function requireRoom(room: Room): Promise<void> {
  const { bavail, bsize } = await statfs(room.directory)
  const [needed, free] = [neededBytes(room), bavail * bsize]
  if (free < needed)
    throw new Error(
      `This takes ${gigabytes(needed)} in ${room.directory}, and ${gigabytes(free)} are free. Give fewer --rows, or set TMPDIR to a larger disk.`,
    )
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e10 ? 1 : 0)} GB`
}
