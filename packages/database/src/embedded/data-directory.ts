import { cpSync, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startPgliteThread } from './pglite-thread.ts'
import { preparedDirectory } from './prepared.ts'

/**
 * The directory with PostgreSQL's files inside a data directory, created when it is missing.
 *
 * It is made under another name and renamed when it is whole, so a process killed half-way leaves no half a database. It
 * is a copy of what the build has prepared, where there is that; to make one takes 4 s. The thread that makes it ends afterwards, because
 * making one takes 1 GB of memory that WebAssembly would never give back.
 */
export async function ensureDataDirectory(dataDir: string): Promise<string> {
  const directory = join(dataDir, 'postgres')
  if (existsSync(directory)) return directory
  await removeUnfinished(dataDir)
  const unfinished = join(dataDir, `postgres.unfinished-${process.pid}`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  const prepared = preparedDirectory()
  if (existsSync(prepared)) cpSync(prepared, unfinished, { recursive: true })
  else await initialise(unfinished)
  await rename(unfinished, directory)
  return directory
}

async function initialise(directory: string): Promise<void> {
  const thread = await startPgliteThread({ dataDir: directory })
  await thread.stop()
}

async function removeUnfinished(dataDir: string): Promise<void> {
  const names = await readdir(dataDir)
  const unfinished = names.filter((name) => name.startsWith('postgres.unfinished-'))
  await Promise.all(unfinished.map((name) => rm(join(dataDir, name), { recursive: true, force: true })))
}
