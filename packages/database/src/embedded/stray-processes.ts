import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { readPostmasterFile } from './postmaster-file.ts'
import type { ServerAccount } from './server-account.ts'

/** The pid of the postmaster that runs on a cluster, seen from this process; `undefined` if it does not run or cannot be seen. */
export function livePostmaster(cluster: string): number | undefined {
  const file = readPostmasterFile(cluster)
  // Negative while a single-user session has the cluster.
  const pid = Math.abs(file?.pid ?? 0)
  return pid !== 0 && isAlive(pid) && worksIn(pid, cluster) ? pid : undefined
}

/** Requests a fast shutdown of the postmaster, which ends its clients' sessions. */
export function endPostmaster(cluster: string): void {
  const pid = livePostmaster(cluster)
  if (pid !== undefined) signal(pid, 'SIGINT')
}

/**
 * Ends the backends that outlived a killed postmaster: one that computes notices the loss only when it next waits, and holds the lock
 * until then. Recovery rolls back their uncommitted work. Linux only; on other systems the start waits for them.
 *
 * Only processes that certainly belong to PostgreSQL: the file of a dead postmaster exists, and the process is a
 * `postgres` of the server's account whose working directory is the cluster.
 */
export function endStrayBackends(cluster: string, { ids }: ServerAccount): void {
  if (readPostmasterFile(cluster) === undefined || livePostmaster(cluster) !== undefined) return
  const uid = ids?.uid ?? process.getuid?.()
  for (const pid of processes()) {
    if (worksIn(pid, cluster) && isPostgresOf(pid, uid)) signal(pid, 'SIGKILL')
  }
}

/** Whether a process's working directory is a cluster. */
function worksIn(pid: number, cluster: string): boolean {
  if (!existsSync('/proc/self/cwd')) return isNamedPostgres(pid)
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster)
  } catch {
    // Ended, or a process of another account, so not one of the cluster.
    return false
  }
}

function isPostgresOf(pid: number, uid: number | undefined): boolean {
  try {
    return statSync(`/proc/${pid}`).uid === uid && basename(readlinkSync(`/proc/${pid}/exe`)) === 'postgres'
  } catch {
    return false
  }
}

/** macOS has no `/proc`. */
function isNamedPostgres(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' })
  return (stdout ?? '').trim().endsWith('postgres')
}

/** A zombie counts as alive: its parent has not reaped it yet. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // The process has ended meanwhile.
  }
}

function processes(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}
