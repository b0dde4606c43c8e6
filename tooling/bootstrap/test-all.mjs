// Runs every package's tests, two packages at a time, and ends with the sums over all of them.

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const places = ['apps', 'packages', 'packages/integrations', 'tooling']
const reports = places
  .flatMap((place) => readdirSync(place).map((name) => join(place, name, '.turbo', 'test-report.json')))
  .filter((file) => existsSync(join(file, '..', '..', 'package.json')))

for (const report of reports) rmSync(report, { force: true })

/** Takes as long as all the others together, and turbo would start it last, since it depends on them. */
const LONGEST = '@tributary/server'

// Two packages at a time: many tests wait (for a lease to expire, for a killed process to restart) while others work. More
// would overload two cores.
const named = process.argv.slice(2)
const runs =
  named.length > 0
    ? [['--concurrency=2', ...named]]
    : [
        ['--concurrency=1', `--filter=${LONGEST}`],
        ['--concurrency=1', `--filter=!${LONGEST}`],
      ]
const status = Math.max(...(await Promise.all(runs.map(runTests))))

let passed = 0
let failed = 0
let skipped = 0
for (const report of reports.filter((file) => existsSync(file))) {
  const result = JSON.parse(readFileSync(report, 'utf8'))
  passed += result.numPassedTests
  // A file that does not load has no failed tests.
  const unloaded = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  failed += result.numFailedTests + unloaded
  skipped += result.numPendingTests + (result.numTodoTests ?? 0)
}
const broken = status !== 0 && failed === 0 ? 1 : 0
process.stdout.write(
  `${passed} passed, ${failed + broken} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
)
process.exit(status)

function runTests(args) {
  const turbo = spawn(join('node_modules', '.bin', 'turbo'), ['run', 'test', '--continue', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve) => {
    turbo.once('error', () => resolve(1))
    turbo.once('exit', (code) => resolve(code ?? 1))
  })
}
