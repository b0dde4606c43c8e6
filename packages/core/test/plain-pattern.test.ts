import { checkSync } from 'recheck'
import { afterAll, expect, test, vi } from 'vitest'
import { isPlainPattern } from '../src/http/plain-pattern.ts'

vi.stubEnv('RECHECK_SYNC_BACKEND', 'pure')
afterAll(() => vi.unstubAllEnvs())

test.each([
  '^.*$',
  '^[0-9]{1,15}$',
  '^\\d{4}-\\d{2}-\\d{2}$',
  '^[^\\u0000-\\u001f\\u007f]+$',
  '^\\u0041*x$',
  '^a\\*b+$',
  '^price \\$',
  '^[\\]*+]?x',
  '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  '^(?:https|http)://\\S+$',
  '^(a|[|)])b*$',
])('%s is plain, and the checker has nothing against it', (pattern) => {
  expect(isPlainPattern(pattern)).toBe(true)
  expect(checkSync(pattern, 'u', { timeout: 10_000 }).status).toBe('safe')
})

test.each([
  // A search tries every place of the text to begin at.
  'a+$',
  '^a+a+$',
  '^a*[ab]{2,}$',
  '^a{1,9}b?a{1,9}$',
  '^(a+)+$',
  '^(?:a|a)*$',
  '^(a)\\1+$',
  '^(a|b)*$',
  '^(a|b+)c+$',
  '^(?=a)b$',
  '^(?<a>b)$',
  '^(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)(a|aa)$',
  '^[ab]*a{20000}b$',
  '^a|b+c+$',
  '^a$b',
  '^[a',
  '^a**',
  '^',
  '^$',
])('%s is not called plain for its looks', (pattern) => {
  expect(isPlainPattern(pattern)).toBe(pattern === '^' || pattern === '^$')
})

test('the checker does not consider any plain pattern vulnerable', () => {
  const parts = ['a', '[ab]', '\\d', '.', '*', '+', '?', '{2}', '{1,3}', '(', ')', '|', '$', '-']
  let plain = 0
  for (let number = 0; number < 4_000; number += 1) {
    let rest = (number * 2_654_435_761) % 2 ** 32
    let pattern = '^'
    for (let length = 2 + (number % 4); length > 0; length -= 1) {
      pattern += parts[rest % parts.length]
      rest = Math.floor(rest / parts.length)
    }
    if (!isPlainPattern(pattern)) continue
    plain += 1
    expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow()
    if (plain % 10 === 0) expect(checkSync(pattern, 'u', { timeout: 10_000 }).status, pattern).toBe('safe')
  }
  expect(plain).toBeGreaterThan(100)
})
