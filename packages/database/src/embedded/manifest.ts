import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'
import { syncDirectory } from './sync-directory.ts'
import { writeOwned } from './write-owned.ts'

/** Each file of a cluster by its path below it: its size in bytes and, where PostgreSQL keeps no checksum of it, its SHA-256. */
export type ClusterManifest = Readonly<Record<string, readonly [bytes: number, sha256?: string]>>

/** One file that is not as the clean stop left it. */
export interface ChangedFile {
  readonly path: string
  readonly change: 'missing' | 'cut or grown' | 'altered'
}

/** Pages of tables and indexes carry checksums of their own, which are compared when they are read. */
const CHECKSUMMED = /^(base\/\d+|global|pg_tblspc\/.+)\/\d+(_(fsm|vm|init))?(\.\d+)?$/
/**
 * What PostgreSQL makes anew at each start, or empties: it never syncs these, so a power cut soon after a clean stop may take them.
 */
const IGNORED =
  /^(postmaster\.(pid|opts)|(pg_subtrans|pg_notify|pg_serial|pg_snapshots|pg_stat|pg_stat_tmp|pg_dynshmem)\/.*|(.*\/)?pg_internal\.init(\.\d+)?|(.*\/)?pgsql_tmp.*)$/
/** Records of the write-ahead log carry checksums, and what follows the last one is of no meaning. Its segments have to be there. */
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
  // A file that was added harms nothing: PostgreSQL does not know it.
  return Object.entries(before).flatMap(([path, file]) => {
    const change = changeOf(file, now[path])
    return change === undefined ? [] : [{ path, change }]
  })
}

/**
 * What the manifest says holds no longer once PostgreSQL runs. Durable before that: a manifest that comes back after a power cut would make
 * every file look damaged.
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
