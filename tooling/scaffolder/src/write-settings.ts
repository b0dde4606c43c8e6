import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { settingsTables } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'

const BLOCK = /<!-- settings -->\n[^]*?<!-- end of settings -->/

/** Writes the tables of an integration's forms into its README. Its dependencies have to be installed. */
export async function writeSettings(folder: string): Promise<void> {
  const module: object = await import(pathToFileURL(join(folder, 'src/index.ts')).href)
  const [integration] = Object.values(module) as Integration[]
  if (integration === undefined) throw new Error(`${folder}/src/index.ts exports no integration`)
  const file = join(folder, 'README.md')
  const text = await readFile(file, 'utf8')
  await writeFile(
    file,
    text.replace(BLOCK, () => settingsTables(integration.definition)),
  )
}
