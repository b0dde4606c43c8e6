import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { OBSTACLES } from '../src/suites/obstacles.ts'
import { requireFastFailure } from '../src/suites/require-fast-failure.ts'
import { runSuite } from '../src/suites/run-suite.ts'

/** Other packages are tested beside it; the check of that name holds it to five seconds. Hooks would time out later than this. */
const LIMIT_SECONDS = 55
/** A suite runs for at most 100 s, and is waited for before and after. */
const TEST_LIMIT_MILLISECONDS = 240_000

// It reads `/proc`.
describe.skipIf(process.platform !== 'linux')('a suite', () => {
  test.each(OBSTACLES)(
    'fails soon with the cause: $name',
    async (obstacle) => {
      const run = await runSuite(tmpdir(), obstacle)
      expect(() => requireFastFailure(run, obstacle.cause, LIMIT_SECONDS)).not.toThrow()
    },
    TEST_LIMIT_MILLISECONDS,
  )

  const interruptions = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const
  test.each(interruptions)(
    'that %s ends leaves no files and no processes',
    async (interruption) => {
      const suite = { directory: 'packages/database', file: 'test/migrate.test.ts', interruption }
      const { code, left } = await runSuite(tmpdir(), suite)
      expect(code).not.toBe(0)
      expect(left).toEqual([])
    },
    TEST_LIMIT_MILLISECONDS,
  )
})
