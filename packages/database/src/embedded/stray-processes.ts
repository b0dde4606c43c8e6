import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { readPostmasterFile } from './postmaster-file.ts'

/** The pid of the postmaster that runs on a cluster, seen from this process; `undefined` when there is none or it cannot be seen. */
export function livePostmaster(cluster: string): number | undefined {
  const file = readPostmasterFile(cluster)
  // Negative while a single-user session has the cluster.
  const pid = Math.abs(file?.pid ?? 0)
  return pid !== 0 && isAlive(pid) && worksIn(pid, cluster) ? pid : undefined
}

/**
 * Ends the backends that outlived a killed postmaster: one that computes notices the loss only when it next waits, and holds the lock
 * until then. What they had not committed is rolled back by the recovery. Linux only: elsewhere they are waited for.
 */
export function endStrayBackends(cluster: string): void {
  if (livePostmaster(cluster) !== undefined) return
  for (const pid of processes()) {
    if (!worksIn(pid, cluster)) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Whether a process is PostgreSQL's on this cluster, which is its working directory. */
function worksIn(pid: number, cluster: string): boolean {
  if (!existsSync('/proc/self/cwd')) return isNamedPostgres(pid)
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    // Gone, or another account's, which the cluster's processes are not.
    return false
  }
}

/** macOS has no `/proc`. */
function isNamedPostgres(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  return (stdout ?? '').trim().endsWith('postgres')
}

/** Whether a process has not ended, this user's or another's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}
