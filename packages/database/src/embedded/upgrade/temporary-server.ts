import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { isCleanlyStopped } from '../control-file.ts'
import { startError } from '../explain-failure.ts'
import type { FileLock } from '../file-lock.ts'
import { startGuard } from '../guard.ts'
import { DATABASE, SUPERUSER } from '../initialise-cluster.ts'
import type { EmbeddedLayout } from '../layout.ts'
import { rotateLog } from '../log-relay.ts'
import { Membership } from '../membership.ts'
import type { PostgresBinaries } from '../postgres-binaries.ts'
import { readPostmasterFile } from '../postmaster-file.ts'
import type { ServerAccount } from '../server-account.ts'
import { serverSettings, settingArguments } from '../server-settings.ts'
import { prepareSocketDirectory, removeSocketDirectory, socketDirectoryOf } from '../socket-directory.ts'
import { isAlive } from '../stray-processes.ts'

const POLL = 5
/** The checkpoint of a clean stop. */
const STOP_LIMIT = 120_000

export interface TemporaryServerOptions {
  /** Its `home` is a directory of this server alone, for the socket and the FIFO: no other process looks for them there. */
  readonly layout: EmbeddedLayout
  readonly binaries: PostgresBinaries
  readonly account: ServerAccount
  /** The lock of the database's home, which PostgreSQL inherits. */
  readonly lock: FileLock
  readonly password: string
  /** Additional settings. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A PostgreSQL server for the time of an upgrade. It ends when this process ends in any way. */
export interface TemporaryServer {
  /** What `pg` takes to connect as superuser. */
  readonly connection: pg.ClientConfig
  /** Resolves to whether the server stopped cleanly. Idempotent. */
  stop(): Promise<boolean>
}

/** Starts PostgreSQL of any supported major version on a cluster that no other server runs on. Resolves when it takes connections. */
export async function startTemporaryServer(options: TemporaryServerOptions): Promise<TemporaryServer> {
  const { layout, binaries, account, lock, settings = {} } = options
  const socketDirectory = prepareSocketDirectory(layout, account)
  const logOffset = rotateLog(layout.log)
  const membership = new Membership(layout)
  const all = { ...settingsOfAnyVersion(socketDirectory), ...settings }
  const command = [binaries.postgres, '-D', layout.cluster, ...settingArguments(all)]
  await membership.withNewFifo(account, () => startGuard({ layout, account, command, lock }))
  try {
    await awaitReady(layout, membership)
  } catch {
    await stop(layout, membership)
    throw startError(layout, logOffset)
  }
  let stopped: Promise<boolean> | undefined
  return {
    connection: {
      host: socketDirectoryOf(layout),
      port: 5432,
      user: SUPERUSER,
      password: options.password,
      database: DATABASE,
    },
    stop() {
      stopped ??= stop(layout, membership)
      return stopped
    },
  }
}

function settingsOfAnyVersion(socketDirectory: string): Readonly<Record<string, string>> {
  // PostgreSQL refuses unknown names, and these are newer than the oldest supported version.
  const { io_workers: _, ...settings } = serverSettings({ socketDirectory })
  return {
    ...settings,
    max_connections: '10',
    // The copy is one transaction, with a lock on each table, partition and index.
    max_locks_per_transaction: '4096',
    autovacuum: 'off',
  }
}

async function awaitReady({ cluster }: EmbeddedLayout, membership: Membership): Promise<void> {
  while (readPostmasterFile(cluster)?.status !== 'ready') {
    if (!membership.isGuarded()) throw new Error('PostgreSQL has ended')
    await delay(POLL)
  }
}

async function stop(layout: EmbeddedLayout, membership: Membership): Promise<boolean> {
  const pid = readPostmasterFile(layout.cluster)?.pid
  membership.leave()
  if (pid !== undefined) await awaitEnd(pid)
  removeSocketDirectory(layout)
  return isCleanlyStopped(layout.cluster)
}

async function awaitEnd(pid: number): Promise<void> {
  const until = performance.now() + STOP_LIMIT
  while (isAlive(pid) && performance.now() < until) await delay(POLL)
}
