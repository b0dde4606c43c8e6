// Runs every package's tests, two packages at a time, and ends with the sums over all of them. Files with failed tests are run once more, alone:
// what fails only beside other tests is named, and does not fail the run.

import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { failedFilesOf, failuresOf, listReports, mergeReports, readReports, sumOf } from './test-reports.mjs'

const { reports, repeats, unhandled } = listReports()
for (const file of [...reports, ...repeats, ...unhandled]) rmSync(file, { force: true })

/** Take as long as all the others together, and turbo would start them last, since they depend on those. */
const LONGEST = ['@tributary/server', '@tributary/web-app', '@tributary/bench', '@tributary/scaffolder']

// Two packages at a time: many tests wait (for a lease to expire, for a killed process to restart) while others work. More
// would overload two cores.
const named = process.argv.slice(2)
const runs =
  named.length > 0
    ? [['--concurrency=2', ...named]]
    : [
        ['--concurrency=1', ...LONGEST.map((name) => `--filter=${name}`)],
        ['--concurrency=1', ...LONGEST.map((name) => `--filter=!${name}`)],
      ]
let status = Math.max(...(await Promise.all(runs.map((args) => runTests(args)))))

// Without `CI`, a developer sees a failure at once.
if (status !== 0 && process.env['CI']) {
  const first = readReports(reports)
  process.stdout.write('\nTesting what failed once more, alone\n')
  status = await testAgain(first)
  for (const failure of failuresOf(first)) process.stdout.write(`failed at first: ${failure}\n`)
}

const results = mergeReports(readReports(reports), readReports(repeats))
for (const failure of failuresOf(results)) process.stdout.write(`failed: ${failure}\n`)
const { passed, failed, skipped } = sumOf(results)
const broken = status !== 0 && failed === 0 ? 1 : 0
process.stdout.write(
  `${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
)
process.exit(status)

/** A whole package only if it failed without failed tests, by an error outside of them, or before it had a report. */
async function testAgain(first) {
  const byFile = failedFilesOf(first).filter(({ unhandled: file }) => !existsSync(file))
  const statuses = []
  for (const { name, files, repeat } of byFile) {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${repeat}`]
    statuses.push(await runTests(['--force=true', '--only', `--filter=${name}`], [...files, ...reporters]))
  }
  // Turbo has the results of those that passed.
  const others = byFile.map(({ name }) => `--filter=!${name}`)
  statuses.push(await runTests(['--concurrency=1', '--output-logs=new-only', ...named, ...others]))
  return Math.max(...statuses)
}

function runTests(args, ofEachTest = []) {
  const program = [
    'run',
    'test',
    '--continue',
    ...args,
    ...(ofEachTest.length > 0 ? ['--', ...ofEachTest] : []),
  ]
  const turbo = spawn('node_modules/.bin/turbo', program, { stdio: ['ignore', 'inherit', 'inherit'] })
  return new Promise((resolve) => {
    turbo.once('error', () => resolve(1))
    turbo.once('exit', (code) => resolve(code ?? 1))
  })
}
