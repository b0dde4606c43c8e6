import { chmodSync, existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const STOP_LIMIT = 10_000
const MEMORY = '/dev/shm'
/** Containers give 64 MB there by default, which one database fills. */
const ROOMY_BYTES = 1024 ** 3

/**
 * Chooses the directory of the embedded PostgreSQL that all test processes of this run share (`postgresServer` of
 * `@tributary/database/testing`). The first process that needs it starts it, and the end of the last one stops it; then it is removed.
 */
export default function setup(): () => Promise<void> {
  const directory = mkdtempSync(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'tributary-tests-'))
  // As root, PostgreSQL runs as another account, which passes through to its own directory.
  chmodSync(directory, 0o711)
  process.env['TEST_POSTGRES_DIR'] = directory
  return async () => {
    const until = Date.now() + STOP_LIMIT
    while (existsSync(join(directory, 'postgres', '18', 'postmaster.pid')) && Date.now() < until)
      await delay(20)
    await rm(directory, { recursive: true, force: true })
  }
}

function hasRoom(directory: string): boolean {
  if (!existsSync(directory)) return false
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize > ROOMY_BYTES
}
