import { checkSync } from 'recheck'
import { afterAll, expect, test, vi } from 'vitest'
import { CREDENTIAL, LANGUAGE_TAG } from '../src/host.ts'

vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure')
afterAll(() => vi.unstubAllEnvs())

// The boot takes the host's word for these two.
test.each([CREDENTIAL, LANGUAGE_TAG])('%s is matched in linear time', (pattern) => {
  const result = checkSync(pattern, 'u', { timeout: 60_000 })
  expect(result.status).toBe('safe')
})
