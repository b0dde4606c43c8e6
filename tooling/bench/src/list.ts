import { alternate } from './alternate.ts'
import { type Child, startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import { startProvider } from './provider/start-provider.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printRatio, printRounds, whole } from './report.ts'
import { type MeasuredLoad, measureLoad } from './requests/measure-load.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess } from './server/server-process.ts'
import { syncPlays } from './sync/sync-plays.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const CONNECTIONS = 16
const ROUNDS = 9
const SECONDS = 5
const PEER = new URL('../peers/list-by-hand.ts', import.meta.url)
/** More would be read no faster or slower: a page is fifty rows of an index. */
export const MOST_ROWS = 200_000

/** Requests per second of the list of media items: by the server, and by a program for this list alone. */
export async function benchList(options: BenchOptions): Promise<void> {
  const { rounds: count = ROUNDS, seconds = SECONDS } = options
  const rows = Math.min(options.rows, MOST_ROWS)
  printHeading(
    `list: 50 of ${whole(rows)} media items, PostgreSQL, ${CONNECTIONS} connections, ${count} rounds of ${seconds} s each, alternating`,
  )
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory)
    const provider = await startProvider(rows)
    try {
      await withFresh(databases, async ({ settings }) => {
        const { apiKey } = databases
        const server = await ServerProcess.startWith('plays', { settings, providerUrl: provider.url })
        let byHand: Child | undefined
        try {
          await syncPlays({ url: server.url, apiKey }, rows)
          byHand = await startChild(PEER, [settings.DATABASE_URL ?? ''])
          const sides = {
            server: {
              port: Number(new URL(server.url).port),
              path: '/api/library/items?limit=50',
              pid: server.pid,
            },
            byHand: { port: Number(byHand.message), path: '/items?limit=50', pid: byHand.process.pid ?? 0 },
          }
          const measure = (side: keyof typeof sides) => {
            const { pid, ...address } = sides[side]
            return measureLoad(pid, {
              ...address,
              connections: CONNECTIONS,
              milliseconds: seconds * 1000,
              headers: { authorization: `Bearer ${apiKey}` },
            })
          }
          // The first round warms up V8.
          await alternate(['byHand', 'server'], 1, measure)
          report(await alternate(['byHand', 'server'], count, measure))
        } finally {
          await server.stop()
          if (byHand !== undefined) await stopChild(byHand)
        }
      })
    } finally {
      await provider.stop()
      await databases.stop()
    }
  })
}

function report(measured: Record<'server' | 'byHand', readonly MeasuredLoad[]>): void {
  const of = (side: keyof typeof measured, name: keyof MeasuredLoad) =>
    measured[side].map((each) => each[name])
  printRounds('by hand, Fastify and pg', { values: of('byHand', 'requestsPerSecond'), unit: 'requests/s' })
  printRounds('server', { values: of('server', 'requestsPerSecond'), unit: 'requests/s' })
  const ratio = medianRatio(of('server', 'requestsPerSecond'), of('byHand', 'requestsPerSecond'))
  printRatio(ratio, { is: 'at least', value: 0.95 })
  for (const [side, label] of [
    ['byHand', 'processor, by hand'],
    ['server', 'processor, server'],
  ] as const)
    printRounds(label, { values: of(side, 'cpuMicroseconds'), unit: 'µs a request' })
}
