import { chmodSync, mkdtempSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MEMORY = '/dev/shm'
/** Containers give 64 MB there by default, which one database fills. */
const ROOMY = 1024 * 1024 * 1024

/**
 * A directory for a test's database: in memory where there is room, since the thousand small files of one take 60 ms there
 * and a second or more on a busy disk. In a run of tests it is below `TEST_DIRECTORY`, which goes with the run.
 */
export function temporaryDirectory(prefix: string): string {
  const directory = mkdtempSync(join(parentDirectory(), prefix))
  // As root, PostgreSQL runs as another account, which passes through to its own directory.
  chmodSync(directory, 0o711)
  return directory
}

function parentDirectory(): string {
  return process.env['TEST_DIRECTORY'] ?? (hasRoom(MEMORY) ? MEMORY : tmpdir())
}

function hasRoom(directory: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize > ROOMY
  } catch {
    return false
  }
}
