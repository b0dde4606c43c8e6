import { spawn } from 'node:child_process'
import { readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { endWithThisProcess } from '@tributary/processes'
import type { DatabaseUnderTest } from './database-under-test.ts'

const POLL = 10
const READY_LIMIT = 30_000

/**
 * Starts PostgreSQL with `fsync=off`, which an embedded server has no option for: with the arguments of its last start and one more,
 * of which the last of a name wins.
 */
export async function startWithoutSync(database: DatabaseUnderTest): Promise<void> {
  const [postgres = '', ...args] = database.postgresCommand()
  const { uid, gid } = statSync(database.layout.cluster)
  // Like an embedded server: the manifest describes files that are about to change.
  rmSync(database.layout.manifest, { force: true })
  const child = spawn(postgres, [...args, '-c', 'fsync=off'], {
    ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', ...database.environment },
    stdio: 'ignore',
  })
  endWithThisProcess(child)
  const until = performance.now() + READY_LIMIT
  while (!isReady(database.layout.cluster)) {
    if (child.exitCode !== null || performance.now() > until) throw new Error('postgres did not start')
    await delay(POLL)
  }
}

/** The status is the eighth line: https://www.postgresql.org/docs/18/storage-file-layout.html */
function isReady(cluster: string): boolean {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[7]?.trim() === 'ready'
  } catch {
    return false
  }
}
