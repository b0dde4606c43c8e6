import { expect, test } from 'vitest'
import { readRetryAfter } from '../../src/providers.ts'

const NOW = Date.UTC(2026, 10, 1)

test.each([
  [{ 'retry-after': '30' }, 30],
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': 'Sun, 01 Nov 2026 00:01:00 GMT' }, 60],
  [{ 'retry-after': 'Sat, 31 Oct 2026 00:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '-1', 'ratelimit-reset': '5' }, 5],
  [{ 'x-ratelimit-reset': String(NOW / 1000 + 7) }, 7],
  [{ 'x-ratelimit-reset': '7' }, 7],
  [{}, undefined],
])('of the headers %j the wait is %s', (headers, seconds) => {
  expect(readRetryAfter(new Headers(headers as Record<string, string>), NOW)).toBe(seconds)
})
