import { benchAccounts } from './accounts.ts'
import { benchBoot } from './boot.ts'
import { benchEmbedded } from './embedded.ts'
import { benchIdentity } from './identity.ts'
import { benchImport } from './import.ts'
import { machineLine } from './machine-line.ts'
import { type Bench, type BenchOptions, readArguments } from './read-arguments.ts'
import { benchReads } from './reads.ts'
import { benchRequests } from './requests.ts'
import { benchSearch } from './search.ts'
import { benchSync } from './sync.ts'

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
} as const satisfies Record<Bench, (options: BenchOptions) => Promise<void>>

// `exit` handlers end the children and remove the files; without this a signal would skip them.
process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))

const { benches, options } = readArguments(process.argv.slice(2))
process.stdout.write(`${machineLine()}\n`)
for (const bench of benches) {
  process.stdout.write('\n')
  await run[bench](options)
}
