import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Writes an integration into a folder of `PLUGINS_DIR`, as a person adds one. */
export async function writeIntegration(directory: string, name: string, source: string): Promise<void> {
  const folder = join(directory, name)
  await mkdir(folder, { recursive: true })
  const manifest = { type: 'module', main: 'index.js', version: '1.0.0', engines: { tributary: '^1.0.0' } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.js'), source)
}
