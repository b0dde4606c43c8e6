import { TributaryProblem } from '@tributary/client'
import { expect, test } from 'vitest'
import { isFault, isMissing, isUnreachable } from '../../src/components/kind-of-error.ts'

const problem = (status: number, inside?: string) =>
  new TributaryProblem({
    type: 'about:blank',
    title: 'Refused',
    status,
    code: 'KERNEL_VALIDATION',
    ...(inside === undefined ? {} : { errors: [{ in: inside, path: '/id', message: 'must be a UUID' }] }),
  })

test('what is not found, and an id that is not a valid one, are missing; a wrong filter is not', () => {
  expect(isMissing(problem(404))).toBe(true)
  expect(isMissing(problem(400, 'params'))).toBe(true)
  expect(isMissing(problem(400, 'querystring'))).toBe(false)
  expect(isMissing(problem(500))).toBe(false)
})

test.each([
  'Failed to fetch',
  'NetworkError when attempting to fetch resource.',
  'Load failed',
  'Failed to fetch dynamically imported module: https://example.org/assets/a.js',
  'error loading dynamically imported module',
  'Importing a module script failed.',
])('no answer is no fault of the page: %s', (message) => {
  expect(isUnreachable(new TypeError(message))).toBe(true)
})

test('a fault of a script is not taken for a server that is gone', () => {
  const fault = new TypeError("Cannot read properties of undefined (reading 'name')")
  expect(isUnreachable(fault)).toBe(false)
  expect(isFault(fault)).toBe(true)
  expect(isFault(new Error('Give it a name.'))).toBe(false)
})
