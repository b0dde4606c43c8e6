import { existsSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import type pg from 'pg'
import { type FileLock, tryLock } from '../embedded/file-lock.ts'
import { initialiseCluster, ROLE } from '../embedded/initialise-cluster.ts'
import { layoutOf } from '../embedded/layout.ts'
import { type EmbeddedHome, locateHome } from '../embedded/locate-home.ts'
import { removeManifest, writeManifest } from '../embedded/manifest.ts'
import { Membership } from '../embedded/membership.ts'
import { readPasswords } from '../embedded/passwords.ts'
import type { PostgresBinaries } from '../embedded/postgres-binaries.ts'
import { readPostmasterFile } from '../embedded/postmaster-file.ts'
import type { ServerAccount } from '../embedded/server-account.ts'
import { requireNoOther } from '../embedded/start-postgres.ts'
import { locateEarlierBinaries, programsDirectory } from '../embedded/upgrade/earlier-binaries.ts'
import { startTemporaryServer } from '../embedded/upgrade/temporary-server.ts'
import { makeWorkDirectory, removeWorkDirectory, upgradeLayouts } from '../embedded/upgrade/work-directory.ts'

/** The earlier major version that tests upgrade from. */
const MAJOR = 17

/** A running database of an earlier major version. */
export interface EarlierDatabase {
  /** As the owner of the tables. */
  readonly url: string
  /** What `pg` takes to connect as superuser. */
  readonly superuser: pg.ClientConfig
  /** Stops it cleanly; the data directory is then as an earlier version of Tributary leaves it. */
  stop(): Promise<void>
  /** Ends it as a power cut does. Called before `stop`. */
  crash(): Promise<void>
}

/** Makes the embedded database of an earlier version of Tributary in a data directory, or starts the one that is there. */
export async function startEarlierDatabase(dataDir: string): Promise<EarlierDatabase> {
  const place = locateHome(dataDir)
  const lock = tryLock(layoutOf(place.home).lock, { shared: false })
  if (lock === undefined) throw new Error(`${dataDir} is in use`)
  try {
    return await start(dataDir, place, lock)
  } catch (error) {
    lock.close()
    throw error
  }
}

async function start(
  dataDir: string,
  { home, account }: EmbeddedHome,
  lock: FileLock,
): Promise<EarlierDatabase> {
  const original = layoutOf(home, MAJOR)
  requireNoOther(original)
  removeManifest(original)
  const binaries = installedBinaries(dataDir, account)
  if (!existsSync(original.cluster)) await initialiseCluster({ layout: original, binaries, account, lock })
  const passwords = readPasswords(original)
  if (passwords === undefined) throw new Error(`${original.passwords} is missing`)
  const layouts = upgradeLayouts(home, MAJOR)
  makeWorkDirectory(home, layouts, account)
  const layout = layouts.earlier
  // As a process of an earlier version is one of those that use the database.
  const membership = new Membership(original)
  await membership.announce()
  const server = await startTemporaryServer({
    layout,
    binaries,
    account,
    lock,
    password: passwords.superuser,
  })
  const { host = '', database } = server.connection
  return {
    url: `postgres://${ROLE}:${passwords.role}@${encodeURIComponent(host)}/${database}`,
    superuser: server.connection,
    async stop() {
      const clean = await server.stop()
      removeWorkDirectory(home, layouts, account)
      if (clean) writeManifest(original, account)
      membership.leave()
      lock.close()
    },
    async crash() {
      const postmaster = readPostmasterFile(original.cluster)
      if (postmaster === undefined) throw new Error('PostgreSQL does not run')
      process.kill(postmaster.pid, 'SIGKILL')
      await server.stop()
    },
  }
}

/** The package of this project's tests stands in for the one that an administrator installs. */
function installedBinaries(dataDir: string, account: ServerAccount): PostgresBinaries {
  const directory = programsDirectory(dataDir, MAJOR)
  if (!existsSync(directory)) {
    symlinkSync(
      dirname(createRequire(import.meta.url).resolve('@tributary/postgres-17/package.json')),
      directory,
    )
  }
  return locateEarlierBinaries({ dataDir, account, major: MAJOR })
}
