import { expect, test } from 'vitest'
import { problemCodesModule, problemCodesOf } from '../src/problem-codes.ts'

const documentWith = (...descriptions: string[]) => ({
  paths: {
    '/a': {
      get: { responses: Object.fromEntries(descriptions.map((each, n) => [n, { description: each }])) },
    },
  },
})

test('the codes in descriptions of responses are found once, in order', () => {
  const document = documentWith(
    'Too many: `JOBS_QUEUE_FULL`, `JOBS_A`.',
    'Again `JOBS_A`. `Retry-After` is no code.',
  )
  expect(problemCodesOf(document)).toEqual(['JOBS_A', 'JOBS_QUEUE_FULL'])
  expect(problemCodesModule(document)).toContain("  | 'JOBS_A'\n  | 'JOBS_QUEUE_FULL'\n")
})

test('a document that names no code has the type of no code', () => {
  expect(problemCodesModule(documentWith('Done.'))).toContain('never')
})
