import { commitsAreSynced } from './checks/commits-are-synced.ts'
import { databases } from './checks/databases.ts'
import { pgbouncer } from './checks/pgbouncer.ts'
import { powerCutAfterStop } from './checks/power-cut-after-stop.ts'
import { powerCuts } from './checks/power-cuts.ts'
import { prometheus } from './checks/prometheus.ts'
import { suitesFailFast } from './checks/suites-fail-fast.ts'
import { runChecks } from './run-checks.ts'

const checks = [
  commitsAreSynced,
  powerCuts,
  powerCutAfterStop,
  prometheus,
  pgbouncer,
  databases,
  suitesFailFast,
]

// `exit` handlers end the processes and remove the files; without this a signal would skip them.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))

if (process.platform !== 'linux') {
  process.stderr.write('The operators’ checks use /proc, strace and LD_PRELOAD: run them on Linux.\n')
  process.exit(1)
}
process.exitCode = await runChecks(checks, {
  names: process.argv.slice(2),
  path: process.env['PATH'] ?? '',
  print: (line) => process.stdout.write(`${line}\n`),
})
