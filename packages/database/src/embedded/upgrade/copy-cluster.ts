import { requireRoom, requireRunnable } from '../check-machine.ts'
import type { FileLock } from '../file-lock.ts'
import { makeCluster, resetPasswords } from '../initialise-cluster.ts'
import { inspectCluster } from '../inspect-cluster.ts'
import { layoutOf } from '../layout.ts'
import type { EmbeddedHome } from '../locate-home.ts'
import { removeManifest, writeManifest } from '../manifest.ts'
import { type Passwords, readPasswords } from '../passwords.ts'
import { locateBinaries, type PostgresBinaries } from '../postgres-binaries.ts'
import { requireNoOther } from '../start-postgres.ts'
import { type CopyProgress, copyDatabase } from './copy-database.ts'
import { locateEarlierBinaries } from './earlier-binaries.ts'
import { withSession } from './session.ts'
import { startTemporaryServer, type TemporaryServer } from './temporary-server.ts'
import type { Copied } from './verify-copy.ts'
import { makeWorkDirectory, type UpgradeLayouts } from './work-directory.ts'

export interface ClusterCopyOptions {
  readonly dataDir: string
  readonly place: EmbeddedHome
  /** The major version of the existing cluster. */
  readonly from: number
  readonly layouts: UpgradeLayouts
  /** The lock of the home. */
  readonly lock: FileLock
  readonly onProgress: (progress: CopyProgress) => void
}

interface Programs {
  readonly earlier: PostgresBinaries
  readonly current: PostgresBinaries
}

const READ_ONLY = { default_transaction_read_only: 'on' }
/** No write-ahead log for new tables: they are synced when the transaction ends, which halves the disk space. */
const BULK_LOAD = { wal_level: 'minimal', max_wal_senders: '0' }
/** A margin: copied indexes and tables are usually more compact than the originals. */
const GROWTH = 1.1

/**
 * Creates a cluster of the current major version in the work directory and copies the database into it. Both are
 * stopped afterwards. Starting the earlier one writes to its files; its content stays as it is.
 */
export async function copyCluster(options: ClusterCopyOptions): Promise<Copied> {
  const { dataDir, place, from, layouts } = options
  const { account } = place
  const original = layoutOf(place.home, from)
  inspectCluster(original)
  requireNoOther(original)
  const programs = {
    earlier: locateEarlierBinaries({ dataDir, account, major: from }),
    current: locateBinaries(account),
  }
  for (const each of [programs.earlier, programs.current]) requireRunnable(each, account)
  const passwords = await passwordsOf(options, programs.earlier)
  makeWorkDirectory(place.home, layouts, account)
  removeManifest(original)
  const earlier = await startEarlier(options, { programs, passwords })
  try {
    return await copyFrom(earlier, options, { programs, passwords })
  } finally {
    if (await earlier.stop()) writeManifest(original, account)
  }
}

async function copyFrom(
  earlier: TemporaryServer,
  options: ClusterCopyOptions,
  { programs, passwords }: { programs: Programs; passwords: Passwords },
): Promise<Copied> {
  const { place, layouts, lock } = options
  const { account } = place
  requireRoom(place.home, (await sizeOf(earlier)) * GROWTH)
  const layout = layouts.current
  const binaries = programs.current
  await makeCluster({ layout, binaries, account, lock }, { cluster: layout.cluster, passwords })
  const password = passwords.superuser
  const current = await startTemporaryServer({
    layout,
    binaries,
    account,
    lock,
    password,
    settings: BULK_LOAD,
  })
  let copied: Copied
  try {
    copied = await copyBetween(earlier, current, options.onProgress)
  } catch (error) {
    await current.stop()
    throw error
  }
  if (!(await current.stop())) throw new Error('the new database did not stop cleanly')
  return copied
}

function startEarlier(
  { place, layouts, lock }: ClusterCopyOptions,
  { programs, passwords }: { programs: Programs; passwords: Passwords },
): Promise<TemporaryServer> {
  return startTemporaryServer({
    layout: layouts.earlier,
    binaries: programs.earlier,
    account: place.account,
    lock,
    password: passwords.superuser,
    settings: READ_ONLY,
  })
}

/** Those of the earlier cluster, which the new one gets as well: the earlier one opens as before. */
async function passwordsOf(
  { place, from, lock }: ClusterCopyOptions,
  binaries: PostgresBinaries,
): Promise<Passwords> {
  const layout = layoutOf(place.home, from)
  if (readPasswords(layout) === undefined) {
    await resetPasswords({ layout, binaries, account: place.account, lock })
  }
  const passwords = readPasswords(layout)
  if (passwords === undefined) throw new Error(`${layout.passwords} cannot be read`)
  return passwords
}

function copyBetween(
  earlier: TemporaryServer,
  current: TemporaryServer,
  onProgress: (progress: CopyProgress) => void,
): Promise<Copied> {
  return withSession(earlier.connection, (from) =>
    withSession(current.connection, async (to) => {
      const copied = await copyDatabase({ from, to }, onProgress)
      // So that the stop, which has a time limit, has little to write.
      await to.query('checkpoint')
      return copied
    }),
  )
}

function sizeOf({ connection }: TemporaryServer): Promise<number> {
  return withSession(connection, async (client) => {
    const { rows } = await client.query<{ bytes: string }>(
      'select pg_database_size(current_database())::text as bytes',
    )
    return Number(rows[0]?.bytes)
  })
}
