import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureDataDirectory } from '../embedded/data-directory.ts'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

/**
 * A pristine PGlite data directory to copy, kept from run to run beside the installed packages: copying takes
 * 50 ms where creating one takes 4 s. Each version of PGlite has its own.
 */
export async function dataDirectoryTemplate(): Promise<string> {
  const template = join(PACKAGE, 'node_modules', '.cache', `pglite-${pgliteVersion()}`)
  if (existsSync(template)) return template
  const caches = dirname(template)
  await mkdir(caches, { recursive: true })
  const making = await mkdtemp(join(caches, 'making-'))
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
