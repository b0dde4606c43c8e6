// What the packages' tests wrote about themselves.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const PLACES = ['apps', 'packages', 'packages/integrations', 'tooling']

/** The path of each package's report, whether it is there or not. */
export function listReports() {
  return PLACES.flatMap((place) =>
    readdirSync(place).map((name) => join(place, name, '.turbo', 'test-report.json')),
  ).filter((file) => existsSync(join(packageOf(file), 'package.json')))
}

/** Those that are there. */
export function readReports(files) {
  return files
    .filter((file) => existsSync(file))
    .map((file) => ({ place: packageOf(file), ...JSON.parse(readFileSync(file, 'utf8')) }))
}

/** A line for each test that failed, and for each file that could not be loaded, with the first line of its message. */
export function failuresOf(results) {
  return results.flatMap(({ place, testResults }) =>
    testResults.flatMap((file) => [
      ...(isUnloaded(file) ? [lineOf(place, 'a file of tests', file.message)] : []),
      ...file.assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => lineOf(place, fullName, failureMessages[0])),
    ]),
  )
}

export function sumOf(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const result of results) {
    sum.passed += result.numPassedTests
    sum.failed += result.numFailedTests + result.testResults.filter(isUnloaded).length
    sum.skipped += result.numPendingTests + (result.numTodoTests ?? 0)
  }
  return sum
}

/** A file that does not load has no failed tests. */
function isUnloaded({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}

function lineOf(place, name, message = '') {
  return `${place}: ${name}: ${message.split('\n', 1)[0]}`
}

function packageOf(file) {
  return dirname(dirname(file))
}
