import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { EmbeddedError } from '../embedded-error.ts'
import { recordOwner } from '../explain-failure.ts'
import { type FileLock, tryLock } from '../file-lock.ts'
import { clusterVersions, refuseNewerVersion, supersededName } from '../inspect-cluster.ts'
import { type EmbeddedLayout, layoutOf, POSTGRES_MAJOR } from '../layout.ts'
import { type EmbeddedHome, findHome, locateHome } from '../locate-home.ts'
import { removeManifest, writeManifest } from '../manifest.ts'
import { isUnused } from '../membership.ts'
import { syncDirectory } from '../sync-directory.ts'
import { copyCluster } from './copy-cluster.ts'
import type { CopyProgress } from './copy-database.ts'
import { locateEarlierBinaries, programsDirectory } from './earlier-binaries.ts'
import type { Copied } from './verify-copy.ts'
import { removeWorkDirectory, upgradeLayouts } from './work-directory.ts'

export interface UpgradeOptions {
  /** The data directory of the server. */
  readonly dataDir: string
  readonly onProgress?: (progress: CopyProgress) => void
}

/** The result of an upgrade. */
export type UpgradeResult =
  | { readonly status: 'current'; readonly version: number }
  | {
      readonly status: 'upgraded'
      readonly from: number
      readonly to: number
      readonly tables: number
      readonly rows: number
      /** The earlier cluster, which is kept. */
      readonly kept: string
      /**
       * Directories that only the upgrade needed: the programs of the earlier version, and a copy where the account
       * cannot reach them.
       */
      readonly programs: readonly string[]
    }

/** After a killed upgrade, its servers stop within this time. */
const LOCK_LIMIT = 30_000
const POLL = 20

/**
 * Moves the embedded database of a data directory from an earlier major version of PostgreSQL to the current one:
 * copied through SQL into a new cluster, compared, and renamed. No server may run. The earlier cluster is kept under
 * another name. If anything fails or this process is killed, the earlier cluster remains in use, and the next call
 * starts over.
 *
 * Changes of PostgreSQL's own configuration (`alter system`, `postgresql.conf`) are not carried. Throws `EmbeddedError`.
 *
 * @example
 * const result = await upgradeDatabase({ dataDir: '/var/lib/tributary' })
 * if (result.status === 'upgraded') console.log(`kept in ${result.kept}`)
 */
export async function upgradeDatabase({
  dataDir,
  onProgress = () => {},
}: UpgradeOptions): Promise<UpgradeResult> {
  if (findHome(dataDir) === undefined) {
    throw new EmbeddedError('DATABASE_UPGRADE_FAILED', `No database found in ${dataDir}.`)
  }
  const place = locateHome(dataDir)
  const layout = layoutOf(place.home)
  refuseNewerVersion(layout)
  const lock = await acquireLock(layout)
  if (lock === undefined) return { status: 'current', version: POSTGRES_MAJOR }
  try {
    recordOwner(lock, 'upgrade')
    if (existsSync(layout.cluster)) {
      completeRename(layout)
      removeWorkDirectory(place.home, upgradeLayouts(place.home, POSTGRES_MAJOR), place.account)
      return { status: 'current', version: POSTGRES_MAJOR }
    }
    return await upgrade({ dataDir, place, lock, onProgress })
  } finally {
    lock.close()
  }
}

interface UpgradeWork {
  readonly dataDir: string
  readonly place: EmbeddedHome
  readonly lock: FileLock
  readonly onProgress: (progress: CopyProgress) => void
}

async function upgrade(work: UpgradeWork): Promise<UpgradeResult> {
  const { dataDir, place } = work
  const layout = layoutOf(place.home)
  const from = clusterVersions(layout).at(-1)
  if (from === undefined) {
    throw new EmbeddedError('DATABASE_UPGRADE_FAILED', `No database found in ${layout.home}.`)
  }
  const layouts = upgradeLayouts(place.home, from)
  try {
    const copied = await copyCluster({ ...work, from, layouts }).catch((error: unknown) => {
      throw withConsequence(error, from)
    })
    removeManifest(layout)
    renameSync(layouts.current.cluster, layout.cluster)
    syncDirectory(layout.home)
    work.onProgress({ step: 'finish', object: layout.cluster, rows: 0, of: 0 })
    const kept = setAside(layout, from)
    writeManifest(layout, place.account)
    const { copiedTo } = locateEarlierBinaries({ dataDir, account: place.account, major: from })
    const programs = [programsDirectory(dataDir, from), ...(copiedTo === undefined ? [] : [copiedTo])]
    return { status: 'upgraded', from, to: POSTGRES_MAJOR, ...countOf(copied), kept, programs }
  } finally {
    removeWorkDirectory(place.home, layouts, place.account)
  }
}

/** `undefined` where a server runs on a database of the current version, which needs no upgrade. */
async function acquireLock(layout: EmbeddedLayout): Promise<FileLock | undefined> {
  const until = performance.now() + LOCK_LIMIT
  while (isUnused(layout) && performance.now() < until) {
    const lock = tryLock(layout.lock, { shared: false })
    if (lock !== undefined) return lock
    await delay(POLL)
  }
  if (existsSync(layout.cluster)) return undefined
  throw new EmbeddedError(
    'DATABASE_LOCKED',
    `The database in ${layout.home} is in use: stop every process of Tributary on it, then run "tributary database upgrade" again.`,
  )
}

/** Completes an upgrade that was interrupted after its copy was complete. */
function completeRename(layout: EmbeddedLayout): void {
  for (const version of clusterVersions(layout)) if (version < POSTGRES_MAJOR) setAside(layout, version)
}

/**
 * Renames the cluster of an earlier version, so that the earlier version of Tributary does not use it by accident.
 */
function setAside(layout: EmbeddedLayout, version: number): string {
  const kept = join(layout.home, supersededName(layout, version))
  renameSync(layoutOf(layout.home, version).cluster, kept)
  syncDirectory(layout.home)
  return kept
}

/** A missing prerequisite has its own message. Other failures get a message that states that no data has changed. */
function withConsequence(error: unknown, from: number): unknown {
  if (error instanceof EmbeddedError && error.code !== 'DATABASE_UPGRADE_FAILED') return error
  const reason = error instanceof Error ? error.message : String(error)
  return new EmbeddedError(
    'DATABASE_UPGRADE_FAILED',
    `The database was not upgraded. ${reason.replace(/\.?$/, '.')} Nothing in the database of PostgreSQL ${from} has changed.`,
    { cause: error },
  )
}

function countOf({ tables }: Copied): { readonly tables: number; readonly rows: number } {
  let rows = 0
  for (const digest of tables.values()) rows += digest.rows
  return { tables: tables.size, rows }
}
