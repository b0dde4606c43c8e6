import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithThisProcess } from '@tributary/processes'
import pg from 'pg'

/** A PostgreSQL of the operating system, in its own directory. */
export interface DebianPostgres {
  readonly version: string
  /** The URL of a database, as superuser. */
  url(database: string): string
  run(statement: string): Promise<void>
  /** Stops it, and starts a copy of it as a standby. */
  startStandby(): Promise<DebianPostgres>
  stop(): Promise<void>
}

const VERSIONS = '/usr/lib/postgresql'
const START_LIMIT = 30_000
const POLL = 50
const ROLE = 'tributary'

/** Creates a cluster of the oldest installed version, and starts it. */
export async function startDebianPostgres(directory: string): Promise<DebianPostgres> {
  const [version = ''] = readdirSync(VERSIONS).toSorted((a, b) => Number(a) - Number(b))
  const home = join(directory, 'postgres')
  const account = accountOf()
  mkdirSync(home, { mode: 0o700 })
  if (account.uid !== undefined) chownSync(home, account.uid, account.gid)
  const options = { ...account, cwd: home, stdio: 'ignore' as const, env: { LC_ALL: 'C.UTF-8' } }
  const initdb = join(VERSIONS, version, 'bin', 'initdb')
  execFileSync(initdb, ['-D', join(home, 'primary'), '-U', ROLE, '-A', 'trust', '-E', 'UTF8'], options)
  return startCluster({ home, version, account, name: 'primary' })
}

interface Cluster {
  readonly home: string
  readonly version: string
  readonly account: Account
  readonly name: string
}

interface Account {
  readonly uid?: number
  readonly gid?: number
}

/** PostgreSQL refuses to run as root: there it runs as the account `nobody`. */
function accountOf(): Account & { readonly gid: number } {
  if (process.getuid?.() !== 0) return { gid: process.getgid?.() ?? 0 }
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody']).toString())
  return { uid: id('-u'), gid: id('-g') }
}

async function startCluster(cluster: Cluster): Promise<DebianPostgres> {
  const { home, version, account, name } = cluster
  const port = name === 'primary' ? 5432 : 5433
  const settings = [`unix_socket_directories=${home}`, 'listen_addresses=', 'fsync=off', `port=${port}`]
  const server = spawn(
    join(VERSIONS, version, 'bin', 'postgres'),
    ['-D', join(home, name), ...settings.flatMap((setting) => ['-c', setting])],
    { ...account, cwd: home, stdio: 'ignore' },
  )
  endWithThisProcess(server)
  const url = (database: string) => `postgres://${ROLE}@${encodeURIComponent(home)}:${port}/${database}`
  const stop = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGINT')
    await ended
  }
  await untilReady(url('postgres'))
  return {
    version,
    url,
    run: (statement) => run(url('postgres'), statement),
    async startStandby() {
      await run(url('postgres'), 'checkpoint')
      await stop()
      cpSync(join(home, name), join(home, 'standby'), { recursive: true, preserveTimestamps: true })
      const standby = join(home, 'standby')
      writeFileSync(join(standby, 'standby.signal'), '')
      chmodSync(standby, 0o700)
      execFileSync('chown', ['-R', `${account.uid ?? process.getuid?.()}:${account.gid}`, standby])
      return startCluster({ ...cluster, name: 'standby' })
    },
    stop,
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function untilReady(url: string): Promise<void> {
  for (const until = performance.now() + START_LIMIT; ; await delay(POLL)) {
    try {
      return await run(url, 'select 1')
    } catch (error) {
      if (performance.now() > until) throw error
    }
  }
}
