import { expect, test } from 'vitest'

interface FileResult {
  readonly name: string
  readonly status: 'passed' | 'failed'
  readonly message: string
  readonly assertionResults: readonly {
    readonly fullName: string
    readonly status: string
    readonly failureMessages: readonly string[]
  }[]
}

interface Report {
  readonly place: string
  readonly testResults: readonly FileResult[]
}

// Plain JavaScript: it runs before anything is installed.
const { failedFilesOf, failuresOf, mergeReports, sumOf } = (await import(
  new URL('../../../tooling/bootstrap/test-reports.mjs', import.meta.url).href
)) as {
  failedFilesOf(reports: readonly Report[]): readonly { name: string; files: readonly string[] }[]
  failuresOf(reports: readonly Report[]): readonly string[]
  mergeReports(reports: readonly Report[], repeated: readonly Report[]): readonly Report[]
  sumOf(reports: readonly Report[]): { passed: number; failed: number; skipped: number }
}

const PLACE = new URL('..', import.meta.url).pathname.replace(/\/$/, '')

function file(name: string, statuses: Readonly<Record<string, string>>, message = ''): FileResult {
  const isFailed = message !== '' || Object.values(statuses).includes('failed')
  return {
    name: `${PLACE}/test/${name}`,
    status: isFailed ? 'failed' : 'passed',
    message,
    assertionResults: Object.entries(statuses).map(([fullName, status]) => ({
      fullName,
      status,
      failureMessages: status === 'failed' ? ['expected 1 to be 2\n  at line 3'] : [],
    })),
  }
}

const first: readonly Report[] = [
  {
    place: PLACE,
    testResults: [
      file('fine.test.ts', { a: 'passed', b: 'skipped' }),
      file('slow.test.ts', { c: 'failed', d: 'passed' }),
      file('broken.test.ts', {}, 'Cannot find module'),
      file('hook.test.ts', { e: 'skipped' }, 'the hook failed'),
    ],
  },
]

test('a test that failed, a file that did not load and a failed hook each count as a failure, and are named', () => {
  expect(sumOf(first)).toEqual({ passed: 2, failed: 3, skipped: 2 })
  expect(failuresOf(first)).toEqual([
    `${PLACE}: c: expected 1 to be 2`,
    `${PLACE}: a file of tests: Cannot find module`,
    `${PLACE}: a file of tests: the hook failed`,
  ])
})

test('the files that failed are run once more', () => {
  expect(failedFilesOf(first)).toMatchObject([
    { name: '@tributary/server', files: ['test/slow.test.ts', 'test/broken.test.ts', 'test/hook.test.ts'] },
  ])
})

test('the second results of a file count, and those of the others remain', () => {
  const again = [
    {
      place: PLACE,
      testResults: [
        file('slow.test.ts', { c: 'passed', d: 'passed' }),
        file('broken.test.ts', { f: 'failed' }),
        file('hook.test.ts', { e: 'passed' }),
      ],
    },
    { place: 'elsewhere', testResults: [file('fine.test.ts', { a: 'failed' })] },
  ]
  const merged = mergeReports(first, again)
  expect(sumOf(merged)).toEqual({ passed: 4, failed: 1, skipped: 1 })
  expect(failuresOf(merged)).toEqual([`${PLACE}: f: expected 1 to be 2`])
})
