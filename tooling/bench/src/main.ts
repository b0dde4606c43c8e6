import { join } from 'node:path'
import { benchAccounts } from './accounts.ts'
import { benchBoot } from './boot.ts'
import { benchBuilds } from './builds.ts'
import { benchEmbedded } from './embedded.ts'
import { benchExport } from './export.ts'
import { benchIdentity } from './identity.ts'
import { benchImport } from './import.ts'
import { benchList } from './list.ts'
import { machineLine } from './machine-line.ts'
import { measureSizes } from './measure-sizes.ts'
import { type Bench, type BenchOptions, readArguments } from './read-arguments.ts'
import { benchReads } from './reads.ts'
import { type Section, takeSections } from './report.ts'
import { repositoryDirectory } from './repository.ts'
import { benchRequests } from './requests.ts'
import { benchSearch } from './search.ts'
import { benchSoak } from './soak.ts'
import { benchSync } from './sync.ts'
import { benchVolume } from './volume.ts'
import { type MeasuredBench, writeReport } from './write-report.ts'

const run = {
  requests: benchRequests,
  boot: benchBoot,
  import: benchImport,
  sync: benchSync,
  accounts: benchAccounts,
  reads: benchReads,
  embedded: benchEmbedded,
  identity: benchIdentity,
  search: benchSearch,
  list: benchList,
  export: benchExport,
  soak: benchSoak,
  builds: benchBuilds,
  volume: benchVolume,
} as const satisfies Record<Bench, (options: BenchOptions) => Promise<void>>

const REPORT_DIRECTORY =
  process.env['BENCH_REPORT_DIRECTORY'] ?? join(repositoryDirectory, 'tooling/bench/report')

// `exit` handlers end the children and remove the files; without this a signal would skip them.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))

async function measure(bench: Bench, options: BenchOptions): Promise<readonly Section[]> {
  process.stdout.write('\n')
  await run[bench](options)
  return takeSections()
}

const { benches, options, report } = readArguments(process.argv.slice(2))
const machine = machineLine()
process.stdout.write(`${machine}\n`)
if (report) {
  const measured: MeasuredBench[] = []
  for (const bench of benches) {
    measured.push(await measureSizes(bench, options, (sized) => measure(bench, sized)))
    // After each, so that what was measured is kept where a later one fails.
    await writeReport(REPORT_DIRECTORY, { machine, measured })
  }
  process.stdout.write(`\nreport: ${join(REPORT_DIRECTORY, 'report.md')}\n`)
} else for (const bench of benches) await measure(bench, options)
