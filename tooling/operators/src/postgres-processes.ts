import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { EmbeddedServer } from '@tributary/database/embedded'

export type EmbeddedLayout = EmbeddedServer['layout']

const GUARD = 'tributary-guard'
const POLL = 1
/** The first process of a container may never reap processes that it has not started. */
const REAP_LIMIT = 30_000

/** The pids of PostgreSQL's processes on a cluster, the postmaster first. */
export function postgresProcesses({ cluster }: EmbeddedLayout): readonly number[] {
  const pids = processes().filter((pid) => readLink(`/proc/${pid}/cwd`) === cluster)
  const isChild = (pid: number) => pids.includes(parentOf(pid))
  return pids.toSorted((a, b) => Number(isChild(a)) - Number(isChild(b)))
}

/**
 * Kills PostgreSQL's processes on a cluster and its guard like a power cut: no handler runs, and no process is restarted.
 * The guard and the postmaster first, which would react to the end of the others. Returns the pids.
 */
export function killDatabase(layout: EmbeddedLayout): readonly number[] {
  const pids = [...guardProcesses(layout), ...postgresProcesses(layout)]
  for (const pid of pids) kill(pid)
  return pids
}

/**
 * Waits until killed processes have ended, and kills remaining ones: a backend that was being forked is found the second time, and a
 * process keeps its pid until its parent or init has reaped it.
 */
export async function awaitEnd(layout: EmbeddedLayout, killed: readonly number[]): Promise<void> {
  const until = performance.now() + REAP_LIMIT
  for (let pids = killed; pids.length > 0; ) {
    await delay(POLL)
    if (performance.now() > until) throw new Error(`killed processes are still there: ${pids.join(', ')}`)
    pids = [...pids.filter((pid) => existsSync(`/proc/${pid}`)), ...killDatabase(layout)]
  }
}

/** The guard's shell and its subshell, by the FIFO in their arguments. */
function guardProcesses({ clients }: EmbeddedLayout): readonly number[] {
  return processes().filter((pid) => {
    const words = readText(`/proc/${pid}/cmdline`).split('\0')
    return words.includes(GUARD) && words.includes(clients)
  })
}

function processes(): readonly number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readText(`/proc/${pid}/status`))?.[1])
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function readLink(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
