import { spawn } from 'node:child_process'
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
 * Waits for the end of its input, which is that of the process that started it, however that ends. Then it waits until the databases
 * below its directories have stopped, at most ten seconds, and removes the directories.
 */
const REMOVE_AFTER_END = `
cat >/dev/null
tries=0
while [ "$tries" -lt 100 ] && [ -n "$(find "$@" -name postmaster.pid 2>/dev/null)" ]; do
  sleep 0.1
  tries=$((tries + 1))
done
rm -rf "$@"
`

/**
 * Creates the directories for all files of this run, so that a failed or interrupted test leaves none: `TMPDIR` of the test
 * processes, and `TEST_DIRECTORY`, in memory where there is room, for databases (`temporaryDirectory` of `@tributary/database/testing`).
 * In the latter is the embedded PostgreSQL that the test processes share (`TEST_POSTGRES_DIR`): the first one that needs it starts it, and
 * the end of the last one stops it.
 */
export default function setup(): () => Promise<void> {
  const files = makeDirectory(tmpdir())
  const databases = makeDirectory(hasRoom(MEMORY) ? MEMORY : files)
  const shared = join(databases, 'shared')
  Object.assign(process.env, { TMPDIR: files, TEST_DIRECTORY: databases, TEST_POSTGRES_DIR: shared })
  removeAfterEnd([databases, files])
  return async () => {
    const until = Date.now() + STOP_LIMIT
    while (existsSync(join(shared, 'postgres', '18', 'postmaster.pid')) && Date.now() < until) await delay(20)
    for (const directory of [databases, files]) await rm(directory, { recursive: true, force: true })
  }
}

function makeDirectory(parent: string): string {
  try {
    const directory = mkdtempSync(join(parent, `tributary-tests-${process.pid}-`))
    // As root, PostgreSQL runs as another account, which passes through to its own directory.
    chmodSync(directory, 0o711)
    return directory
  } catch (cause) {
    throw new Error(
      `The tests cannot make a directory in ${parent}: set TMPDIR to one that they can write to.`,
      {
        cause,
      },
    )
  }
}

/** Removes the directories if vitest is interrupted, when its teardown does not run. */
function removeAfterEnd(directories: readonly string[]): void {
  // In a session of its own: Ctrl-C at the terminal does not reach it.
  const child = spawn('/bin/sh', ['-c', REMOVE_AFTER_END, 'remove-after-end', ...directories], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  // Without it the tests run as well, and the teardown removes the directories.
  child.once('error', () => {})
  child.unref()
  // Otherwise a pipe to a child would keep this process alive.
  const input = child.stdin as unknown as { unref?: () => void } | null
  input?.unref?.()
}

function hasRoom(directory: string): boolean {
  if (!existsSync(directory)) return false
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize > ROOMY_BYTES
}
