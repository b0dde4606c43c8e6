import type { HealthSubjects } from '@tributary/integration-host'
import { expect, test } from 'vitest'
import { runCheck } from '../../src/health/run-check.ts'

test('a check that is refused because the server stops fails without an unhandled rejection', async () => {
  const source: HealthSubjects = {
    type: 'instance',
    list: async () => [],
    check: async (_id, signal) => {
      signal.throwIfAborted()
      throw new Error('the check has begun')
    },
  }
  const warnings: unknown[] = []
  const parts = {
    checkMilliseconds: 1_000,
    closing: AbortSignal.abort(new Error('the server stops')),
    logger: { warn: (...given: unknown[]) => void warnings.push(given) },
  }
  expect(await runCheck(parts, source, 'main')).toMatchObject({ ok: false })
  expect(warnings).toEqual([])
})
