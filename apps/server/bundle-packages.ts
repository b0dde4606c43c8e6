// Part of the build: makes one file of each package that comes as hundreds of small modules, for `src/use-bundles.ts`.

import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const PACKAGES = ['kysely', 'typebox']

const folder = fileURLToPath(new URL('./dist/bundles', import.meta.url))
// All that a package exports, and in one go, so that the bundles share their chunks: of what was left out, or bundled apart, there
// would be a second instance in the process.
const entries = PACKAGES.flatMap(exportsOf).map((name) => ({
  in: fileURLToPath(import.meta.resolve(name)),
  out: name.replaceAll('/', '-'),
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

/** What can be imported of a package: `typebox`, `typebox/value`, … */
function exportsOf(name: string): string[] {
  const file = findPackageJSON(name, import.meta.url)
  if (file === undefined) throw new Error(`${name} is not installed`)
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly exports: Readonly<Record<string, unknown>>
  }
  return Object.keys(manifest.exports).map((path) => `${name}${path.slice(1)}`)
}
