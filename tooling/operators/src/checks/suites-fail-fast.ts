import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Check } from '../check.ts'
import { OBSTACLES, privilegedObstacles } from '../suites/obstacles.ts'
import { requireFastFailure } from '../suites/require-fast-failure.ts'
import { runSuite } from '../suites/run-suite.ts'

/** A suite whose server or provider cannot start fails in five seconds with the cause, and leaves neither files nor processes. */
export const suitesFailFast: Check = {
  name: 'suites-fail-fast',
  needs: [
    { name: 'unshare', debian: 'util-linux' },
    { name: 'ip', debian: 'iproute2' },
  ],
  run: checkSuites,
}

async function checkSuites(): Promise<string> {
  if (process.getuid?.() !== 0) throw new Error('this check mounts file systems: run it as root')
  const directory = mkdtempSync(join(tmpdir(), 'tributary-suites-'))
  // As root, PostgreSQL runs as another account, which passes through to its own directory.
  chmodSync(directory, 0o711)
  try {
    const figures: string[] = []
    for (const obstacle of [...OBSTACLES, ...privilegedObstacles(directory)]) {
      const run = await runSuite(join(directory, 'runs'), obstacle)
      try {
        requireFastFailure(run, obstacle.cause)
      } catch (cause) {
        throw new Error(`${obstacle.name}: ${(cause as Error).message.slice(0, 4_000)}`, { cause })
      }
      figures.push(`${obstacle.name} ${run.seconds.toFixed(1)} s`)
    }
    return figures.join(', ')
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
