import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { listFolder } from './list-folder.ts'
import type { NewIntegration } from './new-integration.ts'
import { readTemplates } from './read-templates.ts'

const PLUGINS = 'apps/server/src/plugins.ts'

/**
 * Creates the package of an integration and lists it. Changes nothing if it fails.
 *
 * @param root of the repository
 * @returns the folder, relative to the root
 * @throws Error when the folder exists, or for the combination of no account and no files
 */
export async function createIntegration(root: string, wanted: NewIntegration): Promise<string> {
  if (wanted.auth === 'none' && !wanted.files)
    throw new Error('Without an account it has to import files: add --files.')
  const folder = join('packages', 'integrations', wanted.name)
  const path = join(root, folder)
  if (existsSync(path)) throw new Error(`${folder} exists: choose another name, or delete the folder first.`)
  const plugins = join(root, PLUGINS)
  const listed = listFolder(await readFile(plugins, 'utf8'), wanted.name)
  try {
    await writeTemplates(path, wanted)
    await writeFile(plugins, listed)
  } catch (error) {
    await rm(path, { recursive: true, force: true })
    throw error
  }
  return folder
}

/** Writes the files of a package below a folder. */
export async function writeTemplates(folder: string, wanted: NewIntegration): Promise<void> {
  for (const [file, content] of readTemplates(wanted)) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), content)
  }
}
