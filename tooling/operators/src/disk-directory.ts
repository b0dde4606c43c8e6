import { chmodSync, mkdtempSync, realpathSync, rmSync, statfsSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** `f_type` of `statfs(2)` of file systems in memory, where a sync does nothing. */
const IN_MEMORY: ReadonlySet<number> = new Set([
  0x01021994, // tmpfs
  0x858458f6, // ramfs
])

/**
 * Creates a directory on a disk that is removed afterwards, also after a signal. Other accounts may enter it,
 * since PostgreSQL does not run as root.
 */
export async function inDiskDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const parent = chooseDirectory([tmpdir(), '/var/tmp', homedir()])
  const directory = realpathSync(mkdtempSync(join(parent, 'tributary-')))
  chmodSync(directory, 0o711)
  const remove = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', remove)
  try {
    return await work(directory)
  } finally {
    process.off('exit', remove)
    remove()
  }
}

/** The first candidate that is on a disk and that another account can enter. Throws without one. */
export function chooseDirectory(
  candidates: readonly string[],
  is: { readonly onDisk: typeof isOnDisk; readonly enterable: typeof isEnterable } = {
    onDisk: isOnDisk,
    enterable: isEnterable,
  },
): string {
  const choice = candidates.find((directory) => is.onDisk(directory) && is.enterable(directory))
  if (choice !== undefined) return choice
  throw new Error(
    `no directory on a disk: ${candidates.join(', ')} are in memory (tmpfs), missing, or closed to other accounts; set TMPDIR`,
  )
}

function isOnDisk(directory: string): boolean {
  try {
    // Node returns the number signed or unsigned, depending on the platform.
    return !IN_MEMORY.has(statfsSync(directory).type >>> 0)
  } catch {
    return false
  }
}

/** Whether every account may enter the directory and all above it. */
function isEnterable(directory: string): boolean {
  const isOpen = (statSync(directory).mode & 0o001) !== 0
  return isOpen && (directory === dirname(directory) || isEnterable(dirname(directory)))
}
