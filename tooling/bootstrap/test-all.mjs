// Runs every package's tests, two packages at a time, and ends with the sums over all of them. Packages that failed are tested once more, alone:
// what fails only beside other tests is named, and does not fail the run.

import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { failuresOf, listReports, readReports, sumOf } from './test-reports.mjs'

const reports = listReports()
for (const report of reports) rmSync(report, { force: true })

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
let status = Math.max(...(await Promise.all(runs.map(runTests))))

// Without `CI`, a developer sees a failure at once.
if (status !== 0 && process.env['CI']) {
  const failures = failuresOf(readReports(reports))
  process.stdout.write('\nTesting the packages that failed once more, alone\n')
  // Turbo has the results of those that passed.
  status = await runTests(['--concurrency=1', '--output-logs=new-only', ...named])
  for (const failure of failures) process.stdout.write(`failed at first: ${failure}\n`)
}

const results = readReports(reports.filter((file) => existsSync(file)))
for (const failure of failuresOf(results)) process.stdout.write(`failed: ${failure}\n`)
const { passed, failed, skipped } = sumOf(results)
const broken = status !== 0 && failed === 0 ? 1 : 0
process.stdout.write(
  `${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
)
process.exit(status)

function runTests(args) {
  const turbo = spawn('node_modules/.bin/turbo', ['run', 'test', '--continue', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve) => {
    turbo.once('error', () => resolve(1))
    turbo.once('exit', (code) => resolve(code ?? 1))
  })
}
