import { setTimeout as delay } from 'node:timers/promises'
import { median } from './median.ts'
import { PAGE_ROWS } from './provider/play.ts'
import { startProvider } from './provider/start-provider.ts'
import type { BenchOptions } from './read-arguments.ts'
import { loadWhile } from './reads/load-while.ts'
import { printHeading, printRatio, printRounds, whole } from './report.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ResidentMemory } from './server/resident-memory.ts'
import { ServerProcess } from './server/server-process.ts'
import { syncPlays } from './sync/sync-plays.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const MINUTES = 60
/** Half of the load that `reads` measures. */
const SHARE_OF_RATE = 0.5
const WINDOW_SECONDS = 60
/** Records that are new in each window: a household's day, each minute. */
const ROWS_PER_WINDOW = 4 * PAGE_ROWS
/** Of the windows at the beginning and at the end that are compared. */
const PART = 1 / 4

interface Window {
  readonly p99: number
  /** At the end of the window, in MB of 10⁶ bytes. */
  readonly megabytes: number
}

/** Whether latency and memory stay as they are: reads at half load, and a sync in each minute, for an hour. */
export async function benchSoak(options: BenchOptions): Promise<void> {
  const { soakMinutes: minutes = MINUTES, seconds = WINDOW_SECONDS } = options
  const rate = options.rate * SHARE_OF_RATE
  const windows = Math.max(2, Math.round((minutes * 60) / seconds))
  printHeading(
    `soak, PostgreSQL: ${whole(rate)} requests/s and a sync of ${whole(ROWS_PER_WINDOW)} records in each of ${windows} windows of ${seconds} s`,
  )
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory)
    const provider = await startProvider(PAGE_ROWS)
    try {
      await withFresh(databases, async ({ settings }) => {
        const server = await ServerProcess.startWith('plays', { settings, providerUrl: provider.url })
        const caller = { url: server.url, apiKey: databases.apiKey }
        const memory = new ResidentMemory(server.pid)
        try {
          await syncPlays(caller, PAGE_ROWS)
          // Not counted: V8 compiles.
          await loadWhile(server, { caller, rate, work: () => delay(seconds * 500) })
          const measured: Window[] = []
          for (let window = 1; window <= windows; window += 1) {
            provider.grow(PAGE_ROWS + window * ROWS_PER_WINDOW)
            const work = () => Promise.all([delay(seconds * 1000), syncPlays(caller, ROWS_PER_WINDOW)])
            const { p99 } = await loadWhile(server, { caller, rate, work })
            measured.push({ p99, megabytes: memory.now })
          }
          report(measured)
        } finally {
          memory.stop()
          await server.stop()
        }
      })
    } finally {
      await provider.stop()
      await databases.stop()
    }
  })
}

function report(measured: readonly Window[]): void {
  const part = Math.ceil(measured.length * PART)
  const compare = (name: 'p99' | 'megabytes', label: string, most: number): void => {
    const values = measured.map((window) => window[name])
    printRounds(label, { values, unit: name === 'p99' ? 'ms' : 'MB' })
    const ratio = median(values.slice(-part)) / median(values.slice(0, part))
    printRatio(ratio, { is: 'at most', value: most, to: 'the first quarter' })
  }
  compare('p99', 'p99 of each window', 1.25)
  compare('megabytes', 'memory after each window', 1.1)
}
