import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KERNEL_CONTRACT } from '@tributary/core'
import { resolve as resolveExports } from 'resolve.exports'
import { satisfies, validRange } from 'semver'

/** What is read of a plugin's `package.json`. */
export interface PluginPackage {
  readonly name?: string
  readonly version?: string
  /** `{ "tributary": "^1.0.0" }`: the contracts of the kernel that it works with. */
  readonly engines?: { readonly tributary?: string }
  readonly main?: string
  readonly exports?: unknown
}

const DEFAULT_ENTRIES = ['dist/index.js', 'index.js', 'index.mjs', 'src/index.ts', 'index.ts']

/**
 * Reads the `package.json` of a folder.
 *
 * @throws TypeError with what to do
 */
export function readPluginPackage(folder: string): PluginPackage {
  const file = join(folder, 'package.json')
  if (!existsSync(file))
    throw new TypeError(
      `${folder} has no package.json: write one with "type": "module", "main" and "engines": { "tributary": "^${KERNEL_CONTRACT}" }`,
    )
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PluginPackage
  } catch (error) {
    throw new TypeError(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

/** The file that is imported. Throws a `TypeError` if the package names no such file. */
export function entryOf(folder: string, manifest: PluginPackage): string {
  const exported =
    manifest.exports === undefined
      ? undefined
      : resolveExports(manifest as never, '.', { conditions: ['node', 'import'] })
  const named = exported?.[0] ?? manifest.main
  const entries = [...new Set(named === undefined ? DEFAULT_ENTRIES : [named, ...DEFAULT_ENTRIES])]
  const entry = entries.find((file) => existsSync(join(folder, file)))
  if (entry !== undefined) return join(folder, entry)
  throw new TypeError(`${folder} has none of ${entries.join(', ')}: build it, or name its entry in "main"`)
}

/** Refuses a plugin that was written for another contract of the kernel. Throws a `TypeError` with the cure. */
export function requireCompatible({ engines }: PluginPackage): void {
  const range = engines?.tributary
  if (range === undefined)
    throw new TypeError(
      `its package.json does not say which contract it was written for: add "engines": { "tributary": "^${KERNEL_CONTRACT}" }`,
    )
  if (validRange(range) === null)
    throw new TypeError(
      `"engines.tributary" is "${range}", which is no range of versions like ^${KERNEL_CONTRACT}`,
    )
  if (satisfies(KERNEL_CONTRACT, range)) return
  throw new TypeError(
    `it was written for contract ${range} and this server has ${KERNEL_CONTRACT}: install a version of the plugin for this contract, or of the server for that one`,
  )
}
