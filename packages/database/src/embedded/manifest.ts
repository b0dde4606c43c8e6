import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'
import { syncDirectory } from './sync-directory.ts'
import { writeOwned } from './write-owned.ts'

/** Each file of a cluster by its path below it: its size in bytes and, where PostgreSQL keeps no checksum of it, its SHA-256. */
export type ClusterManifest = Readonly<Record<string, readonly [bytes: number, sha256?: string]>>

/** One file that differs from its state at the clean stop. */
export interface ChangedFile {
  readonly path: string
  readonly change: 'missing' | 'cut or grown' | 'altered'
}

/** Pages of tables and indexes carry checksums of their own, which are compared when they are read. */
const CHECKSUMMED = /^(base\/\d+|global|pg_tblspc\/.+)\/\d+(_(fsm|vm|init))?(\.\d+)?$/
/**
 * Files that PostgreSQL recreates or empties at each start. It never syncs them, so a power cut soon after a clean
 * stop may lose them.
 */
const IGNORED =
  /^(postmaster\.(pid|opts)|(pg_subtrans|pg_notify|pg_serial|pg_snapshots|pg_stat|pg_stat_tmp|pg_dynshmem)\/.*|(.*\/)?pg_internal\.init(\.\d+)?|(.*\/)?pgsql_tmp.*)$/
/**
 * Records of the write-ahead log carry checksums, and data after the last record is meaningless. The segments must
 * exist.
 */
const WRITE_AHEAD_LOG = /^pg_wal\/[0-9A-F]{24}$/

/** Describes a cluster that has been stopped cleanly. Called with the lock held. */
export function writeManifest(layout: EmbeddedLayout, account: ServerAccount): void {
  writeOwned(layout.manifest, JSON.stringify(describeCluster(layout.cluster)), account)
}

/**
 * Compares a cluster with the manifest of its last clean stop, before anything reads or writes it. Without a manifest, after a crash or
 * a power cut, nothing is compared.
 */
export function compareManifest(layout: EmbeddedLayout): readonly ChangedFile[] {
  const before = readManifest(layout)
  if (before === undefined) return []
  const now = describeCluster(layout.cluster)
  // An added file is harmless: PostgreSQL ignores it.
  return Object.entries(before).flatMap(([path, file]) => {
    const change = changeOf(file, now[path])
    return change === undefined ? [] : [{ path, change }]
  })
}

/**
 * Removes the manifest before PostgreSQL runs and invalidates it. Durably: a manifest that reappears after a power
 * cut would make every file look damaged.
 */
export function removeManifest(layout: EmbeddedLayout): void {
  rmSync(layout.manifest, { force: true })
  syncDirectory(layout.home)
}

function changeOf(
  before: readonly [bytes: number, sha256?: string],
  now: ClusterManifest[string] | undefined,
): ChangedFile['change'] | undefined {
  if (now === undefined) return 'missing'
  if (before[0] !== now[0]) return 'cut or grown'
  return before[1] === now[1] ? undefined : 'altered'
}

function readManifest(layout: EmbeddedLayout): ClusterManifest | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(layout.manifest, 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as ClusterManifest) : undefined
  } catch {
    return undefined
  }
}

function describeCluster(cluster: string): ClusterManifest {
  const files: Record<string, readonly [number, string?]> = {}
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(cluster.length + 1)
    if (entry.isDirectory() || IGNORED.test(path)) continue
    const { size } = lstatSync(file)
    files[path] = hasChecksums(path) ? [size] : [size, digestOf(file)]
  }
  return files
}

function hasChecksums(path: string): boolean {
  return CHECKSUMMED.test(path) || WRITE_AHEAD_LOG.test(path)
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex')
}
