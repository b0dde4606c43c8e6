// What the packages' tests wrote about themselves.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

const PLACES = ['apps', 'packages', 'packages/integrations', 'tooling']

const REPEAT = '.turbo/test-again.json'
/** Written by `tooling/vitest`. */
const UNHANDLED = '.turbo/unhandled-errors.json'

/** The paths of each package's reports, whether they are there or not: of its tests, of those that were run once more, and of errors outside of tests. */
export function listReports() {
  const packages = PLACES.flatMap((place) => readdirSync(place).map((name) => join(place, name))).filter(
    (place) => existsSync(join(place, 'package.json')),
  )
  return {
    reports: packages.map((place) => join(place, '.turbo/test-report.json')),
    repeats: packages.map((place) => join(place, REPEAT)),
    unhandled: packages.map((place) => join(place, UNHANDLED)),
  }
}

/** Those that are there. */
export function readReports(files) {
  return files
    .filter((file) => existsSync(file))
    .map((file) => ({ place: packageOf(file), ...JSON.parse(readFileSync(file, 'utf8')) }))
}

/** The packages with files that failed, each with these files and where a second run of them reports. */
export function failedFilesOf(results) {
  return results
    .map(({ place, testResults }) => ({
      name: JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).name,
      files: testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(place, name)),
      repeat: REPEAT,
      unhandled: join(place, UNHANDLED),
    }))
    .filter(({ files }) => files.length > 0)
}

/** The results of all files: of those that were run once more, the later ones. */
export function mergeReports(results, repeated) {
  return results.map(({ place, testResults }) => {
    const later = repeated.filter((repeat) => repeat.place === place).flatMap((repeat) => repeat.testResults)
    const earlier = testResults.filter(({ name }) => later.every((file) => file.name !== name))
    return { place, testResults: [...earlier, ...later] }
  })
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
  for (const file of results.flatMap(({ testResults }) => testResults)) {
    if (isUnloaded(file)) sum.failed += 1
    for (const { status } of file.assertionResults)
      sum[status === 'passed' || status === 'failed' ? status : 'skipped'] += 1
  }
  return sum
}

/** A file that failed without a failed test: it did not load, or a hook failed. */
function isUnloaded({ status, assertionResults }) {
  return status === 'failed' && assertionResults.every((test) => test.status !== 'failed')
}

function lineOf(place, name, message = '') {
  return `${place}: ${name}: ${message.split('\n', 1)[0]}`
}

function packageOf(file) {
  return dirname(dirname(file))
}
