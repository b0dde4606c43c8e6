import { checkSync } from 'recheck'
import { expect, test } from 'vitest'
import { EMAIL_PATTERN, SCOPE_PATTERN } from '../src/input-checks.ts'

process.env['RECHECK_SYNC_BACKEND'] = 'pure'

// The boot takes the plugin's word for these two.
test.each([EMAIL_PATTERN, SCOPE_PATTERN])('%s takes linear time', (pattern) => {
  const result = checkSync(pattern, 'u', { timeout: 20_000 })
  expect([result.status, result.status === 'safe' && result.complexity.type]).toEqual(['safe', 'linear'])
})
