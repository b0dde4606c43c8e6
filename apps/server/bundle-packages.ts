// Part of the build: makes one file of each package that comes as hundreds of small modules, for `src/use-bundles.ts`.

import { rmSync, writeFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** As they are imported. What a package exports is in one instance as before: its bundles share their chunks. */
const IMPORTS = ['kysely', 'typebox', 'typebox/compile', 'typebox/error', 'typebox/value']

const folder = fileURLToPath(new URL('./dist/bundles', import.meta.url))
const entries = IMPORTS.map((name) => ({
  in: fileURLToPath(import.meta.resolve(name)),
  out: name.replace('/', '-'),
}))

rmSync(folder, { recursive: true, force: true })
await build({
  entryPoints: entries,
  outdir: folder,
  bundle: true,
  splitting: true,
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
})
// By where the original is, seen from here: another version of it is another place, and is not replaced.
const originals = Object.fromEntries(entries.map((entry) => [relative(folder, entry.in), `${entry.out}.js`]))
writeFileSync(`${folder}/originals.json`, `${JSON.stringify(originals, undefined, 2)}\n`)
