import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface ProcessMemory {
  readonly pid: number
  readonly parent: number
  /** Anonymous pages. */
  readonly anonymous: number
  /** File-backed pages, mostly of the program, and shared memory, mostly the buffer cache. */
  readonly shared: number
}

/**
 * The resident memory of a process and its children, in bytes, from `/proc` (proc_pid_status(5)); `undefined` if `/proc`
 * does not exist. Shared pages count once, as the maximum over the processes: summed up, a buffer cache of 128 MiB would
 * be 128 MiB for each connection.
 */
export async function residentBytes(parent: number, proc = '/proc'): Promise<number | undefined> {
  const names = await readdir(proc).catch(() => [])
  const read = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => memoryOf(proc, name)),
  )
  const family = read.flatMap((memory) =>
    memory !== undefined && (memory.pid === parent || memory.parent === parent) ? [memory] : [],
  )
  if (family.length === 0) return undefined
  const own = family.reduce((sum, { anonymous }) => sum + anonymous, 0)
  return own + Math.max(...family.map(({ shared }) => shared))
}

async function memoryOf(proc: string, pid: string): Promise<ProcessMemory | undefined> {
  try {
    const status = await readFile(join(proc, pid, 'status'), 'utf8')
    const bytes = (name: string) => numberIn(status, name) * 1024
    return {
      pid: Number(pid),
      parent: numberIn(status, 'PPid'),
      anonymous: bytes('RssAnon'),
      shared: bytes('RssFile') + bytes('RssShmem'),
    }
  } catch {
    // The process has ended meanwhile.
    return undefined
  }
}

/** 0 if the line is missing, as for kernel threads. */
function numberIn(status: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
}
