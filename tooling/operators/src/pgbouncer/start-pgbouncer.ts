import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithThisProcess } from '@tributary/processes'
import pg from 'pg'
import { freePort } from './free-port.ts'

export type PoolMode = 'session' | 'transaction'

/** pgbouncer before one PostgreSQL server. */
export interface Pgbouncer {
  /** The URL of a database through it. */
  url(databaseUrl: string): string
  stop(): Promise<void>
}

const START_LIMIT = 10_000
const POLL = 20

/**
 * Starts pgbouncer with Debian's configuration and only the mode set. It refuses to run as root, so there it runs as the owner of
 * PostgreSQL's socket, which takes connections of that account only.
 */
export async function startPgbouncer(
  databaseUrl: string,
  { directory, mode }: { readonly directory: string; readonly mode: PoolMode },
): Promise<Pgbouncer> {
  const { host, port: serverPort, user = '', password } = new pg.Client({ connectionString: databaseUrl })
  const port = await freePort()
  const home = mkdtempSync(join(directory, `pgbouncer-${mode}-`))
  const users = join(home, 'userlist.txt')
  const settings = join(home, 'pgbouncer.ini')
  writeFileSync(users, `"${user}" "${password}"\n`, { mode: 0o600 })
  writeFileSync(
    settings,
    `[databases]\n* = host=${host} port=${serverPort}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\n` +
      `auth_type = md5\nauth_file = ${users}\npool_mode = ${mode}\n`,
    { mode: 0o600 },
  )
  const owner = ownerOf(join(host, `.s.PGSQL.${serverPort}`))
  if (owner !== undefined) for (const path of [home, users, settings]) chownSync(path, owner, owner)
  chmodSync(home, 0o700)
  const child = spawn('pgbouncer', ['-q', settings], {
    stdio: 'ignore',
    ...(owner === undefined ? {} : { uid: owner, gid: owner }),
  })
  endWithThisProcess(child)
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`pgbouncer ended with ${code} before it was stopped`)
  })
  // After it listens, its end is not a failure.
  ended.catch(() => {})
  await Promise.race([untilListening(port), ended])
  return {
    url: (target) => `postgres://${user}:${password}@127.0.0.1:${port}${new URL(target).pathname}`,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Undefined unless this is root. */
function ownerOf(socket: string): number | undefined {
  return process.getuid?.() === 0 ? statSync(socket).uid : undefined
}

async function untilListening(port: number): Promise<void> {
  for (const until = performance.now() + START_LIMIT; performance.now() < until; await delay(POLL)) {
    const socket = connect(port, '127.0.0.1')
    const reached = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (reached) return
  }
  throw new Error('pgbouncer does not listen')
}
