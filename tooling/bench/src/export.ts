import { join } from 'node:path'
import pg from 'pg'
import { alternate } from './alternate.ts'
import { type Child, startChild, stopChild } from './child.ts'
import { type Downloaded, download, unpack } from './export/download.ts'
import { writeMappedFile, writeViewingFile } from './import/viewing-file.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { judged, printHeading, printLine, printRatio, printRounds, rounds, whole } from './report.ts'
import { type CpuDuring, cpuDuring } from './server/cpu-during.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ResidentMemory, settledMemory } from './server/resident-memory.ts'
import { builtApi, ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 5
const PEER = new URL('../peers/copy-over-http.ts', import.meta.url)
const FILL = new URL('./import/bulk-load.ts', import.meta.url)
/** The target of the server's memory above its idle memory, in megabytes. */
const MOST_MEMORY = 100
const LABELS = { copy: 'COPY to stdout', csv: 'server, CSV', jsonl: 'server, JSON Lines' } as const

type Side = keyof typeof LABELS

/** Media items per second of the export through gzip, and of the same columns by COPY through gzip. */
export async function benchExport(options: BenchOptions): Promise<void> {
  const { rows, rounds: count = ROUNDS, settleSeconds } = options
  printHeading(`export: ${whole(rows)} media items, PostgreSQL, gzip, ${count} rounds, alternating`)
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory)
    try {
      await withFresh(databases, async ({ settings }) => {
        await fill(directory, rows, settings)
        const { apiKey } = databases
        const connectionString = settings.DATABASE_URL ?? ''
        const observer = new pg.Client({ connectionString })
        await observer.connect()
        // Autovacuum does it within a minute of an import; without, PostgreSQL sorts all items for each page.
        await observer.query('analyze')
        const server = await ServerProcess.start(settings, builtApi)
        let peer: Child | undefined
        try {
          peer = await startChild(PEER, [connectionString])
          const ofServer = { port: Number(new URL(server.url).port), pid: server.pid, apiKey }
          const ofPeer = { port: Number(peer.message), pid: peer.process.pid ?? 0, apiKey }
          const sides = {
            copy: { ...ofPeer, path: '/' },
            csv: { ...ofServer, path: '/api/library/export?format=csv' },
            jsonl: { ...ofServer, path: '/api/library/export?format=jsonl' },
          }
          const idle = await settledMemory(server.pid, settleSeconds)
          const memory = new ResidentMemory(server.pid)
          // The first round warms up V8 and the caches of PostgreSQL.
          await refuseIncomplete(sides, rows)
          const measured = await alternate(['copy', 'csv', 'jsonl'], count, (side) =>
            measure(sides[side], { rows, observer }),
          )
          memory.stop()
          report(measured)
          const above = memory.peak - idle
          printLine(
            'memory of the server',
            `idle ${whole(idle)} MB, peak +${whole(above)} MB, ${judged(above, { is: 'at most', value: MOST_MEMORY })}`,
          )
        } finally {
          await server.stop()
          if (peer !== undefined) await stopChild(peer)
          await observer.end()
        }
      })
    } finally {
      await databases.stop()
    }
  })
}

async function fill(directory: string, rows: number, settings: ServerSettings): Promise<void> {
  const viewings = join(directory, 'viewings.csv')
  const mapped = join(directory, 'mapped.csv')
  await writeViewingFile(viewings, rows)
  await writeMappedFile(viewings, mapped)
  await stopChild(await startChild(FILL, [mapped, settings.DATA_DIR, settings.DATABASE_URL ?? '']))
}

interface MeasuredSide {
  readonly port: number
  readonly path: string
  readonly pid: number
  readonly apiKey: string
}

async function refuseIncomplete(sides: Record<Side, MeasuredSide>, rows: number): Promise<void> {
  for (const [side, expected] of [
    ['copy', rows + 1],
    ['csv', rows + 1],
    ['jsonl', rows],
  ] as const) {
    const { lines, bytes } = await unpack(sides[side])
    if (lines !== expected) throw new Error(`${sides[side].path} has ${lines} lines instead of ${expected}`)
    printLine(LABELS[side], `${(bytes / 1e6).toFixed(1)} MB unpacked`)
  }
}

interface MeasuredExport {
  readonly downloaded: Downloaded
  readonly rowsPerSecond: number
  readonly cpu: CpuDuring
}

async function measure(
  side: MeasuredSide,
  { rows, observer }: { readonly rows: number; readonly observer: pg.Client },
): Promise<MeasuredExport> {
  const { result, cpu } = await cpuDuring({ pid: side.pid, observer }, () => download(side))
  return { downloaded: result, rowsPerSecond: rows / result.seconds, cpu }
}

function report(measured: Record<Side, readonly MeasuredExport[]>): void {
  const rates = (side: Side) => measured[side].map(({ rowsPerSecond }) => rowsPerSecond)
  const milliseconds = (side: Side, of: keyof CpuDuring) => measured[side].map(({ cpu }) => cpu[of] * 1000)
  const sides = Object.keys(LABELS) as Side[]
  for (const side of sides)
    printRounds(LABELS[side], {
      values: rates(side),
      unit: 'rows/s',
      note: `${whole((measured[side][0]?.downloaded.bytes ?? 0) / 1000)} kB`,
    })
  const target = { is: 'at least', value: 0.5 } as const
  printRatio(medianRatio(rates('csv'), rates('copy')), target)
  for (const side of sides)
    printRounds(`cpu, ${LABELS[side]}`, {
      values: milliseconds(side, 'program'),
      unit: 'ms',
      note: `database ${rounds(milliseconds(side, 'database'), 'ms')}`,
    })
  const total = (side: Side) => measured[side].map(({ cpu }) => cpu.program + cpu.database)
  printLine('ratio of cpu', medianRatio(total('copy'), total('csv')).toFixed(2))
}
