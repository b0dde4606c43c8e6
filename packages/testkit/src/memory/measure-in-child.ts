import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** In MiB. Far less than a retained file needs, so that an import that retains it fails. */
const HEAP_MEBIBYTES = 96
const LIMIT_MILLISECONDS = 110_000

/**
 * Runs a module that prints the memory retained by an import, in a separate process with a small heap, from source. Resolves to the
 * printed megabytes. A module that runs a whole server needs a larger heap and more time.
 *
 * @example
 * // import-long-file.ts: process.stdout.write(String(await retainedByImport(importFile, fileOf(process.argv[2]))))
 * await measureInChild(new URL('./children/import-long-file.ts', import.meta.url), ['10000'])
 */
export async function measureInChild(
  module: URL,
  args: readonly string[],
  {
    heapMebibytes = HEAP_MEBIBYTES,
    milliseconds = LIMIT_MILLISECONDS,
  }: { readonly heapMebibytes?: number; readonly milliseconds?: number } = {},
): Promise<number> {
  const flags = ['--conditions=@tributary/source', '--expose-gc', `--max-old-space-size=${heapMebibytes}`]
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, fileURLToPath(module), ...args], {
    timeout: milliseconds,
  })
  const megabytes = Number(stdout)
  if (stdout.trim() === '' || Number.isNaN(megabytes)) throw new Error(`${module.href} printed "${stdout}"`)
  return megabytes
}
