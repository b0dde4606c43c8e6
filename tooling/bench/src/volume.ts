import pg from 'pg'
import { alternate } from './alternate.ts'
import { medianRatio } from './median.ts'
import { quantile } from './quantile.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printLine, printRatio, printRounds, whole } from './report.ts'
import { cpuDuring } from './server/cpu-during.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { builtApi, ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'
import { askedPaths } from './volume/asked-paths.ts'
import { bytesPerItem, sizeOf } from './volume/bytes-per-item.ts'
import { addPeople, fillTables, rowsOf, type Volume } from './volume/fill.ts'
import { gigabytes, neededBytes, requireRoom } from './volume/room.ts'

const SIDES = ['whole', 'fiftieth'] as const
type Side = (typeof SIDES)[number]

const PEOPLE = 1000
const FRACTION = 50
const ROUNDS = 7
/** How many people send requests, one after the other, as far as there are so many: the pages of one person would all be cached. */
const ASKING = 100
/** Per round and side: where the people are fewer, each sends more of them. */
const REQUESTS = 100
const TARGET = { is: 'at most', value: 1.2 } as const

/**
 * The 95th percentile of requests on a database of 1,000 people, against one of a fiftieth of them with as much each: what grows is the data of
 * other people alone. On PostgreSQL, filled by statements.
 */
export async function benchVolume(options: BenchOptions): Promise<void> {
  const count = options.rounds ?? ROUNDS
  const people = Math.min(PEOPLE, Math.max(FRACTION, Math.floor(options.rows / FRACTION)))
  const volume: Volume = { people, itemsEach: Math.ceil(options.rows / people) }
  const volumes: Record<Side, Volume> = {
    whole: volume,
    fiftieth: { ...volume, people: Math.max(1, Math.round(people / FRACTION)) },
  }
  const { items, measurements, days } = rowsOf(volume)
  printHeading(
    `volume: ${whole(people)} people, ${whole(items)} media items, ${whole(measurements)} measurements, ${whole(days)} daily values, against ${volumes.fiftieth.people} people; ${count} rounds`,
  )
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory)
    try {
      const perItem = await bytesPerItem(databases)
      const bytes = perItem * (items + rowsOf(volumes.fiftieth).items)
      printLine('disk', `${gigabytes(neededBytes({ directory, bytes }))}, ${whole(perItem)} bytes per item`)
      await requireRoom({ directory, bytes })
      await withFresh(databases, (small) =>
        withFresh(databases, (large) =>
          measure({ whole: large.settings, fiftieth: small.settings }, volumes, count),
        ),
      )
    } finally {
      await databases.stop()
    }
  })
}

async function measure(
  settings: Record<Side, ServerSettings>,
  volumes: Record<Side, Volume>,
  count: number,
): Promise<void> {
  const started: Started[] = []
  try {
    const sides = {} as Record<Side, Started>
    for (const side of ['fiftieth', 'whole'] as const) {
      sides[side] = await startFilled(settings[side], volumes[side])
      started.push(sides[side])
    }
    const paths: Record<Side, readonly (readonly [string, readonly string[]])[]> = {
      whole: await pathsOf(sides.whole, volumes.whole),
      fiftieth: await pathsOf(sides.fiftieth, volumes.fiftieth),
    }
    for (const [index, [name]] of paths.whole.entries()) {
      const round = (side: Side) => askAll(sides[side], paths[side][index]?.[1] ?? [])
      // The first round reads pages from the disk and has V8 compile.
      await alternate(SIDES, 1, round)
      report(name, await alternate(SIDES, count, round))
    }
  } finally {
    for (const { server, client } of started) {
      await server.stop()
      await client.end()
    }
  }
}

interface Started {
  readonly server: ServerProcess
  readonly client: pg.Client
  /** Of those who ask. */
  readonly keys: readonly string[]
}

async function startFilled(settings: ServerSettings, volume: Volume): Promise<Started> {
  const client = new pg.Client({ connectionString: settings.DATABASE_URL })
  await client.connect()
  const began = performance.now()
  const keys = await addPeople(client, volume.people)
  await fillTables(client, volume)
  printLine(
    `filled, ${volume.people} people`,
    `${whole((performance.now() - began) / 1000)} s, ${gigabytes(await sizeOf(client))}`,
  )
  return { server: await ServerProcess.start(settings, builtApi), client, keys: spread(keys) }
}

/** People from everywhere in the tables. */
function spread(keys: readonly string[]): readonly string[] {
  const step = Math.max(1, Math.floor(keys.length / ASKING))
  return keys.filter((_, index) => index % step === 0).slice(0, ASKING)
}

/** By request, the path for each of those who ask: cursors are their own. */
async function pathsOf({ server, keys }: Started, { itemsEach }: Volume) {
  const byPerson = await Promise.all(keys.map((apiKey) => askedPaths({ url: server.url, apiKey }, itemsEach)))
  return (byPerson[0] ?? []).map(
    ([name], index) => [name, byPerson.map((paths) => paths[index]?.[1] ?? '')] as const,
  )
}

interface MeasuredRound {
  readonly p95: number
  /** Of the server and the sessions of its database, in milliseconds a request. Meaningful on a busy machine, too. */
  readonly cpu: number
}

/** As many requests on each side: a fiftieth of the people ask more often. */
async function askAll({ server, client, keys }: Started, paths: readonly string[]): Promise<MeasuredRound> {
  const askOne = async (person: number): Promise<number> => {
    const began = performance.now()
    const response = await fetch(`${server.url}${paths[person]}`, {
      headers: { authorization: `Bearer ${keys[person]}` },
    })
    const body = await response.text()
    if (!response.ok) throw new Error(`${paths[person]} answered ${response.status}: ${body}`)
    return performance.now() - began
  }
  const { result: times, cpu } = await cpuDuring({ pid: server.pid, observer: client }, async () => {
    const taken: number[] = []
    for (let nth = 0; nth < REQUESTS; nth += 1) taken.push(await askOne(nth % keys.length))
    return taken.toSorted((a, b) => a - b)
  })
  return { p95: quantile(times, 0.95), cpu: ((cpu.program + cpu.database) * 1000) / REQUESTS }
}

function report(name: string, measured: Record<Side, readonly MeasuredRound[]>): void {
  const of = (side: Side, what: keyof MeasuredRound) => measured[side].map((each) => each[what])
  for (const [what, label] of [
    ['p95', name],
    ['cpu', `${name}, processor`],
  ] as const) {
    printRounds(`${label}, a fiftieth`, { values: of('fiftieth', what), unit: 'ms' })
    printRounds(label, { values: of('whole', what), unit: 'ms' })
    const target = what === 'p95' ? TARGET : undefined
    printRatio(medianRatio(of('whole', what), of('fiftieth', what)), target, label)
  }
}
