import { checkSync } from 'recheck'
import { afterAll, expect, test, vi } from 'vitest'
import { EMAIL_PATTERN, SCOPE_PATTERN } from '../src/input-checks.ts'

vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure')
afterAll(() => vi.unstubAllEnvs())

// The boot takes the plugin's word for these two.
test.each([EMAIL_PATTERN, SCOPE_PATTERN])('%s is matched in linear time', (pattern) => {
  const result = checkSync(pattern, 'u', { timeout: 20_000 })
  expect([result.status, result.status === 'safe' && result.complexity.type]).toEqual(['safe', 'linear'])
})
