import { expect, test } from 'vitest'
import { pathWithin } from '../src/router/path-within.ts'

test('only a path of this page is followed after sign-in', () => {
  expect(pathWithin('/charts?metrics=fitbit.steps')).toBe('/charts?metrics=fitbit.steps')
  for (const elsewhere of [
    '//example.org',
    '/\\example.org',
    'https://example.org',
    'charts',
    '',
    undefined,
    1,
  ])
    expect(pathWithin(elsewhere), String(elsewhere)).toBeUndefined()
})
