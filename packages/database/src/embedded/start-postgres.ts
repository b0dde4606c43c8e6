import { checkFileSystem, requireRoom, requireRunnable } from './check-machine.ts'
import { EmbeddedError } from './embedded-error.ts'
import type { FileLock } from './file-lock.ts'
import { startGuard } from './guard.ts'
import { initialiseCluster, resetPasswords } from './initialise-cluster.ts'
import { inspectCluster } from './inspect-cluster.ts'
import type { EmbeddedLayout } from './layout.ts'
import type { EmbeddedHome } from './locate-home.ts'
import { rotateLog } from './log-relay.ts'
import { removeManifest } from './manifest.ts'
import type { Membership } from './membership.ts'
import { readPasswords } from './passwords.ts'
import { locateBinaries, type PostgresBinaries } from './postgres-binaries.ts'
import { removePostmasterFile } from './postmaster-file.ts'
import { serverSettings, settingArguments } from './server-settings.ts'
import { prepareSocketDirectory } from './socket-directory.ts'
import { livePostmaster } from './stray-processes.ts'

export interface StartOptions {
  readonly place: EmbeddedHome
  readonly layout: EmbeddedLayout
  /** The directory's lock, held by this process. PostgreSQL inherits it. */
  readonly lock: FileLock
  readonly membership: Membership
  /** Additional environment variables for PostgreSQL. */
  readonly environment?: Readonly<Record<string, string>> | undefined
}

/** Notices of a start for the operator. */
export interface StartResult {
  readonly warnings: readonly string[]
  readonly notices: readonly string[]
  /** The offset of this start in the log. */
  readonly logOffset: number
}

/**
 * Starts PostgreSQL on a home, creating the cluster if it does not exist. Called with the lock held, so that no other
 * postmaster runs on it. Resolves when the guard runs; PostgreSQL becomes ready or fails later.
 */
export async function startPostgres(options: StartOptions): Promise<StartResult> {
  const { place, layout, lock, membership } = options
  const { account } = place
  const fileSystemWarning = checkFileSystem(layout.home)
  const state = inspectCluster(layout)
  const binaries = locateBinaries(account)
  const work = { layout, binaries, account, lock }
  if (state === 'new') {
    requireRunnable(binaries, account)
    requireRoom(layout.home)
    await initialiseCluster(work)
  } else {
    requireNoOther(layout)
    // From here on the cluster is written, at the latest by PostgreSQL.
    removeManifest(layout)
    if (readPasswords(layout) === undefined) await resetPasswords(work)
  }
  const logOffset = rotateLog(layout.log)
  const socketDirectory = prepareSocketDirectory(layout, account)
  const command = [
    binaries.postgres,
    '-D',
    layout.cluster,
    ...settingArguments(serverSettings({ socketDirectory })),
  ]
  const { environment = {} } = options
  await membership.withNewFifo(account, () => startGuard({ layout, account, command, lock, environment }))
  return {
    warnings: [account.warning, fileSystemWarning].filter((warning) => warning !== undefined),
    notices: [relocationNotice(place), copyNotice(binaries)].filter((notice) => notice !== undefined),
    logOffset,
  }
}

/**
 * With the lock held, no postmaster that Tributary started is alive, so a `postmaster.pid` was left by a killed one;
 * its pid may have been reused, and PostgreSQL would mistake that process for a postmaster. A postmaster that was
 * started by hand holds no lock.
 */
export function requireNoOther({ cluster }: EmbeddedLayout): void {
  const pid = livePostmaster(cluster)
  if (pid === undefined) return removePostmasterFile(cluster)
  throw new EmbeddedError(
    'DATABASE_LOCKED',
    `PostgreSQL (process ${pid}) already runs on ${cluster} and was not started by Tributary: stop it first.`,
  )
}

function relocationNotice({ home, relocated, account }: EmbeddedHome): string | undefined {
  if (!relocated) return undefined
  return `the account "${account.name}" cannot enter the data directory, so the database is in ${home}`
}

/** Only of a start that has copied something: from then on there is nothing new to know. */
function copyNotice({ copiedTo, isNewCopy }: PostgresBinaries): string | undefined {
  return copiedTo === undefined || isNewCopy !== true
    ? undefined
    : `PostgreSQL's programs were copied to ${copiedTo}`
}
