import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { KERNEL_CONTRACT } from '@tributary/core'

/** The start of a module with one route: `GET /api/public/<name>` answers what `text` is. */
export const routeOf = (name: string) => `
  name: '${name}', version: '1.0.0',
  configureRoutes: () => ({ public: (app) => void app.get('/', {
    schema: { summary: 'Read', description: 'The text of this plugin.', response: { 200: { type: 'string', description: 'The text.' } } },
  }, () => text) }),`

/** Writes the folder of a plugin: its `package.json`, `index.js` and further files by path. */
export function writePlugin(
  folder: string,
  index: string,
  files: Readonly<Record<string, string>> = {},
): string {
  const manifest = {
    type: 'module',
    main: 'index.js',
    version: '1.0.0',
    engines: { tributary: `^${KERNEL_CONTRACT}` },
  }
  for (const [path, content] of Object.entries({
    'index.js': index,
    ...files,
    'package.json': JSON.stringify(manifest),
  })) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return folder
}

/** A plugin that answers a text. */
export const answering = (name: string, text: string) => `const text = '${text}'
export default {${routeOf(name)}}`

/** The files of a package of npm in a plugin's folder. */
export const packageOf = (name: string, source: string): Readonly<Record<string, string>> => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({
    name,
    type: 'module',
    version: '1.0.0',
    main: 'index.js',
  }),
  [`node_modules/${name}/index.js`]: source,
})
