import { cpSync, existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startPgliteThread } from './pglite-thread.ts'

/**
 * The directory with PostgreSQL's files inside a data directory, created when it is missing.
 *
 * It is made under another name and renamed when it is whole, so a process killed half-way leaves no half a database. The thread
 * that makes it ends afterwards, because making one takes 1 GB of memory that WebAssembly would never give back.
 *
 * `template` is such a directory to copy instead, which is many times quicker; for tests.
 */
export async function ensureDataDirectory(dataDir: string, template?: string): Promise<string> {
  const directory = join(dataDir, 'postgres')
  if (existsSync(directory)) return directory
  await removeUnfinished(dataDir)
  const unfinished = join(dataDir, `postgres.unfinished-${process.pid}`)
  await mkdir(unfinished, { recursive: true, mode: 0o700 })
  if (template === undefined) await initialise(unfinished)
  else cpSync(template, unfinished, { recursive: true })
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
