import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { openSync, readFileSync, rmSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { EmbeddedServer } from '../embedded/embedded-server.ts'
import { type EmbeddedLayout, layoutOf } from '../embedded/layout.ts'
import { type EmbeddedHome, locateHome } from '../embedded/locate-home.ts'
import { locateBinaries } from '../embedded/postgres-binaries.ts'
import { serverSettings, settingArguments } from '../embedded/server-settings.ts'
import { prepareSocketDirectory } from '../embedded/socket-directory.ts'
import { writeOwned } from '../embedded/write-owned.ts'
import { databasesOf, type PostgresServer, runAsAdmin, urlOf } from './postgres-server.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** A primary with a streaming replica, both of a test's own. */
export interface ReplicatedServer extends PostgresServer {
  /** The URL of a database on the replica. */
  onReplica(url: string): string
  /** Runs a statement as superuser, on the replica or on the primary. */
  run(where: 'primary' | 'replica', statement: string): Promise<void>
  /** Kills the replica's server. */
  killReplica(): Promise<void>
  /** Starts it again, and resolves when it takes connections. */
  startReplica(): Promise<void>
  stop(): Promise<void>
}

/** Starts both. The replica is made from a base backup, since the package has no `pg_basebackup`. */
export async function startReplicatedServer(): Promise<ReplicatedServer> {
  const [primaryDir, replicaDir] = ['primary', 'replica'].map((name) =>
    temporaryDirectory(`tributary-${name}-`),
  ) as [string, string]
  const primary = new EmbeddedServer({ dataDir: primaryDir })
  await primary.start()
  const admin = primary.connection('superuser')
  const home = locateHome(replicaDir)
  const layout = layoutOf(home.home)
  const label = await copyCluster(primary.layout, layout, admin)
  writeOwned(`${layout.cluster}/backup_label`, label, home.account)
  writeOwned(`${layout.cluster}/standby.signal`, '', home.account)
  const socketDirectory = prepareSocketDirectory(layout, home.account)
  const start = () =>
    startStandby(home, { layout, socketDirectory, primary: admin }).then((child) => (standby = child))
  let standby: ChildProcess | undefined
  await start()
  const onReplica = (url: string) => url.replace(/@[^/]*/, `@${encodeURIComponent(socketDirectory)}`)
  const adminUrl = urlOf(admin)
  return {
    ...databasesOf(adminUrl, urlOf(primary.connection())),
    onReplica,
    run: (where, statement) => runAsAdmin(where === 'primary' ? adminUrl : onReplica(adminUrl), statement),
    killReplica: () => end(standby, 'SIGKILL'),
    startReplica: async () => void (await start()),
    async stop() {
      await end(standby, 'SIGQUIT')
      await primary.stop()
      for (const directory of [primaryDir, replicaDir])
        rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}

/** Returns the backup label. See https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP */
async function copyCluster(
  from: EmbeddedLayout,
  to: EmbeddedLayout,
  admin: pg.ClientConfig,
): Promise<string> {
  const client = new pg.Client(admin)
  await client.connect()
  try {
    await client.query("select pg_backup_start('replica', true)")
    // Temporary files may be deleted meanwhile: the copy does not need them.
    spawnSync('cp', ['-a', from.cluster, to.cluster])
    rmSync(`${to.cluster}/postmaster.pid`, { force: true })
    const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
    return rows[0]?.labelfile ?? ''
  } finally {
    await client.end()
  }
}

interface StandbyPlace {
  readonly layout: EmbeddedLayout
  readonly socketDirectory: string
  readonly primary: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
  }
}

const START_LIMIT = 20_000

/** Tried again while processes of a killed server still end. */
async function startStandby({ account }: EmbeddedHome, place: StandbyPlace): Promise<ChildProcess> {
  const { layout, socketDirectory, primary } = place
  const settings = {
    ...serverSettings({ socketDirectory }),
    primary_conninfo: `host=${primary.host} port=${primary.port} user=${primary.user} password=${primary.password}`,
    wal_retrieve_retry_interval: '100',
  }
  const until = performance.now() + START_LIMIT
  for (;;) {
    const log = openSync(`${layout.home}/standby.log`, 'a')
    const child = spawn(
      locateBinaries(account).postgres,
      ['-D', layout.cluster, ...settingArguments(settings)],
      {
        ...account.ids,
        cwd: layout.cluster,
        stdio: ['ignore', log, log],
      },
    )
    killWithThisProcess(child)
    while (child.exitCode === null && performance.now() < until) {
      if (await answers({ ...primary, host: socketDirectory })) return child
      await delay(20)
    }
    if (performance.now() > until)
      throw new Error(
        `the replica does not start: ${readFileSync(`${layout.home}/standby.log`, 'utf8').slice(-2000)}`,
      )
    await delay(100)
  }
}

async function answers(connection: pg.ClientConfig): Promise<boolean> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}

/** A signal that ends this process runs none of its handlers, so another process waits for the end of a pipe from it. */
function killWithThisProcess(child: ChildProcess): void {
  const guard = spawn('/bin/sh', ['-c', 'read -r line; kill -9 "$1"', 'guard', String(child.pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.unref()
  // Otherwise the pipe keeps this process alive.
  const input = guard.stdin as unknown as { unref?: () => void }
  input.unref?.()
  child.once('exit', () => guard.kill('SIGKILL'))
}
