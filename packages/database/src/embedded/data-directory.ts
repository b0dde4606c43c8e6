import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PACKED_DIRECTORY, unpackDirectory } from './packed-directory.ts'
import { startPgliteThread } from './pglite-thread.ts'

/**
 * The directory with PostgreSQL's files inside a data directory, created when it is missing.
 *
 * It is made under another name and renamed when it is whole, so a process killed half-way leaves no half a database. It
 * is what the build has packed, where there is that; to make one takes 4 s.
 */
export async function ensureDataDirectory(dataDir: string, packed: URL = PACKED_DIRECTORY): Promise<string> {
  const directory = join(dataDir, 'postgres')
  if (existsSync(directory)) return directory
  await removeUnfinished(dataDir)
  const unfinished = join(dataDir, `postgres.unfinished-${process.pid}`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  if (!unpackDirectory(unfinished, packed)) await initialise(unfinished)
  await rename(unfinished, directory)
  return directory
}

/** The thread ends afterwards: making a directory takes 1 GB of memory that WebAssembly would never give back. */
async function initialise(directory: string): Promise<void> {
  const thread = await startPgliteThread({ dataDir: directory })
  await thread.stop()
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const names = await readdir(dataDir)
  const unfinished = names.filter((name) => name.startsWith('postgres.unfinished-'))
  await Promise.all(unfinished.map((name) => rm(join(dataDir, name), { recursive: true, force: true })))
}
