import { TributaryProblem } from '@tributary/client'
import { expect, test } from 'vitest'
import { throwUnreachable, UnreachableError } from '../../src/api/watched-fetch.ts'
import { isFault, isMissing } from '../../src/components/kind-of-error.ts'

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

test('no answer is no fault of the page', () => {
  const failed = new TypeError('Failed to fetch')
  expect(() => throwUnreachable(failed)).toThrow(UnreachableError)
  expect(isFault(new UnreachableError('Failed to fetch', { cause: failed }))).toBe(false)
  const aborted = new DOMException('The page is left', 'AbortError')
  expect(() => throwUnreachable(aborted)).toThrow(aborted)
})

test('a fault of a script is not taken for a server that is gone', () => {
  expect(isFault(new TypeError("Cannot read properties of undefined (reading 'imports')"))).toBe(true)
  expect(isFault(new Error('Give it a name.'))).toBe(false)
})
