import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EmbeddedError } from './embedded-error.ts'
import type { EmbeddedLayout } from './layout.ts'
import { POSTGRES_MAJOR } from './layout.ts'
import { type ChangedFile, compareManifest } from './manifest.ts'

/** The state of a home at start: empty, or with a cluster that may be started. */
export type ClusterState = 'new' | 'initialised'

/** A directory without these is not a cluster, and PostgreSQL's own message names no cure. */
const ESSENTIAL = [
  'PG_VERSION',
  'global/pg_control',
  'global/pg_filenode.map',
  'postgresql.conf',
  'pg_hba.conf',
  'pg_ident.conf',
]
const SHOWN = 5
/** Ends the name of the directory that an upgrade has copied from. */
const SUPERSEDED = '.before-upgrade'

/**
 * Inspects a home, with the lock held. Throws unless it is empty or holds a complete cluster of this major version;
 * changes nothing.
 */
export function inspectCluster(layout: EmbeddedLayout): ClusterState {
  refuseWebAssemblyKind(layout)
  refuseNewerVersion(layout)
  if (!existsSync(layout.cluster)) {
    refuseEarlierVersion(layout)
    refuseRemains(layout)
    return 'new'
  }
  const missing = ESSENTIAL.filter((name) => !existsSync(join(layout.cluster, name)))
  if (missing.length > 0) throw damaged(layout, `${missing.join(', ')} missing`)
  const version = readFileSync(join(layout.cluster, 'PG_VERSION'), 'latin1').trim()
  if (version !== basename(layout.cluster)) throw damaged(layout, 'PG_VERSION altered')
  const changed = compareManifest(layout)
  if (changed.length > 0) throw damaged(layout, describeChanges(changed), layout.manifest)
  return 'initialised'
}

/** Builds before the first release kept WebAssembly's files directly in `postgres`; a server cannot read them. */
function refuseWebAssemblyKind({ home }: EmbeddedLayout): void {
  if (!existsSync(join(home, 'PG_VERSION')) && !existsSync(join(home, 'base'))) return
  throw new EmbeddedError(
    'DATABASE_OTHER_VERSION',
    `${home} holds a WebAssembly database of an earlier version, which PostgreSQL cannot read. Move it away, start with an empty database, ` +
      'and import your files again; to read it, use the version that made it.',
  )
}

/** The major versions that a home has clusters of, ascending. */
export function clusterVersions({ home }: EmbeddedLayout): readonly number[] {
  return readdirSync(home)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** The name of an earlier cluster after its upgrade. No version recognizes it as a cluster. */
export function supersededName({ home }: EmbeddedLayout, major: number): string {
  const name = `${major}${SUPERSEDED}`
  const taken = readdirSync(home).filter((entry) => entry.startsWith(name)).length
  return taken === 0 ? name : `${name}-${taken + 1}`
}

/** Beside a newer cluster, one of this version is what an interrupted upgrade has copied from. */
export function refuseNewerVersion(layout: EmbeddedLayout): void {
  const newest = clusterVersions(layout).at(-1) ?? 0
  if (newest <= POSTGRES_MAJOR) return
  throw new EmbeddedError(
    'DATABASE_OTHER_VERSION',
    `The database in ${layout.home} is of PostgreSQL ${newest}, and this version of Tributary includes ${POSTGRES_MAJOR}: use the newer version of Tributary.`,
  )
}

function refuseEarlierVersion(layout: EmbeddedLayout): void {
  const earlier = clusterVersions(layout).at(-1)
  if (earlier === undefined) return
  throw new EmbeddedError(
    'DATABASE_OTHER_VERSION',
    `The database in ${layout.home} is of PostgreSQL ${earlier}, and this version of Tributary includes ${POSTGRES_MAJOR}: ` +
      'run "tributary database upgrade". The old directory is kept.',
  )
}

/**
 * A log or a manifest is of a cluster that has run, so its directory is missing. A password file is written before a new cluster gets its
 * name: alone it is what an interrupted first start left.
 */
function refuseRemains(layout: EmbeddedLayout): void {
  const superseded = readdirSync(layout.home).find((name) => name.includes(SUPERSEDED))
  if (superseded !== undefined) {
    throw damaged(layout, `the whole directory missing (${superseded} is the database of before an upgrade)`)
  }
  if (existsSync(layout.log) || existsSync(layout.manifest))
    throw damaged(layout, 'the whole directory missing')
}

function damaged({ cluster }: EmbeddedLayout, what: string, manifest?: string): EmbeddedError {
  const deliberate =
    manifest === undefined
      ? ''
      : ` If you changed these files on purpose, remove ${manifest} and start again.`
  return new EmbeddedError(
    'DATABASE_DAMAGED',
    `The database in ${cluster} is damaged: ${what}. Nothing was changed. Restore these files from a copy, or all of it with ` +
      `"tributary restore".${deliberate}`,
  )
}

function describeChanges(changed: readonly ChangedFile[]): string {
  const shown = changed.slice(0, SHOWN).map(({ path, change }) => `${path} ${change}`)
  const rest = changed.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
