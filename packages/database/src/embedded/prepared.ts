import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** What the build has prepared of PGlite (`prepare-pglite.ts`), for the built package and for its sources alike. */
export const PREPARED = new URL('../../dist/pglite/', import.meta.url)

/** A new data directory, as this version of PGlite makes it. */
export function preparedDirectory(): URL {
  return new URL(`directory-${pgliteVersion()}/`, PREPARED)
}

function pgliteVersion(): string {
  const file = findPackageJSON('@electric-sql/pglite', import.meta.url)
  if (file === undefined) throw new Error('PGlite is not installed')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return version
}
