import { accessSync, constants, existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDataDirectory } from '../embedded/data-directory.ts'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A pristine PGlite data directory to copy, kept from run to run beside the installed packages: creating one
 * takes 4 s. Each version of PGlite has its own. `undefined` where this user may not write there.
 */
export async function dataDirectoryTemplate(): Promise<string | undefined> {
  const template = join(PACKAGE, 'node_modules', '.cache', `pglite-${pgliteVersion()}`)
  if (existsSync(template)) return isReadable(template) ? template : undefined
  const making = await makeRoom(dirname(template))
  if (making === undefined) return undefined
  try {
    await rename(await ensureDataDirectory(making), template)
  } catch (error) {
    // Another test process was quicker.
    if (!existsSync(template)) throw error
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return template
}

function pgliteVersion(): string {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('@electric-sql/pglite')
  const manifest = require(join(dirname(entry), '..', 'package.json')) as { version: string }
  return manifest.version
}

async function makeRoom(caches: string): Promise<string | undefined> {
  try {
    await mkdir(caches, { recursive: true })
    return await mkdtemp(join(caches, 'making-'))
  } catch {
    return undefined
  }
}

/** Another user's is kept from us, as data directories are. */
function isReadable(directory: string): boolean {
  try {
    accessSync(directory, constants.R_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}
