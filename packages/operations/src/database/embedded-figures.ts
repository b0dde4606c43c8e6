import { readdir, readFile, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { residentBytes } from './resident-memory.ts'

/** Disk and memory use of the embedded database. */
export interface EmbeddedFigures {
  readonly diskFreeBytes: number
  readonly directoryBytes: number
  /** `undefined` if the system has no `/proc`, or while PostgreSQL starts. */
  readonly residentBytes: number | undefined
}

/** Reads the figures of the database below `home`. */
export async function readEmbeddedFigures(home: string): Promise<EmbeddedFigures> {
  const [{ bavail, bsize }, directoryBytes, postmaster] = await Promise.all([
    statfs(home),
    sizeOf(home),
    findPostmaster(home),
  ])
  return {
    diskFreeBytes: bavail * bsize,
    directoryBytes,
    residentBytes: postmaster === undefined ? undefined : await residentBytes(postmaster),
  }
}

/** The total size of the files below a directory. Files that disappear meanwhile count as 0. */
async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  let bytes = 0
  for (const entry of entries) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) bytes += await sizeOf(path)
    else if (entry.isFile())
      bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      )
  }
  return bytes
}

/** The postmaster's process id, the first line of `postmaster.pid` in the directory of the running major version. */
async function findPostmaster(home: string): Promise<number | undefined> {
  for (const name of await readdir(home)) {
    if (!/^\d+$/.test(name)) continue
    const lines = await readFile(join(home, name, 'postmaster.pid'), 'utf8').catch(() => '')
    const pid = Number.parseInt(lines, 10)
    if (pid > 0) return pid
  }
  return undefined
}
