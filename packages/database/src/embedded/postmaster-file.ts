import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** The content of `postmaster.pid`: https://www.postgresql.org/docs/18/storage-file-layout.html */
export interface PostmasterFile {
  readonly pid: number
  /** The directory of the socket, or empty. */
  readonly socketDirectory: string
  /** `starting`, `stopping`, `ready` or `standby`; empty until the first is known. */
  readonly status: string
}

const SOCKET_LINE = 4
const STATUS_LINE = 7

/** `undefined` when the file is missing or incomplete. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  let lines: string[]
  try {
    lines = readFileSync(fileIn(cluster), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid === 0) return undefined
  return { pid, socketDirectory: lines[SOCKET_LINE] ?? '', status: lines[STATUS_LINE]?.trim() ?? '' }
}

/** Removes the file that a killed postmaster left. */
export function removePostmasterFile(cluster: string): void {
  rmSync(fileIn(cluster), { force: true })
}

function fileIn(cluster: string): string {
  return join(cluster, 'postmaster.pid')
}
