import assert from 'node:assert/strict'
import type { SuiteRun } from './run-suite.ts'

/** On an otherwise idle machine. */
const LIMIT_SECONDS = 5

/** Throws unless the suite failed in time, with the cause, by itself, and left nothing behind. */
export function requireFastFailure(
  { seconds, code, output, left }: SuiteRun,
  cause: RegExp,
  limitSeconds = LIMIT_SECONDS,
): void {
  assert.equal(code, 1, `the suite ended with ${code}:\n${output}`)
  assert.match(output, cause)
  assert.doesNotMatch(output, /Hook timed out|Test timed out|Unhandled (Errors|Rejection)|'error' event/)
  assert.ok(seconds < limitSeconds, `the suite took ${seconds.toFixed(1)} s:\n${output}`)
  assert.deepEqual(left, [], 'the suite left files or processes')
}
