import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { CuttingProxy } from './change-streams/cutting-proxy.ts'
import { type BenchPerson, createPeople, writeItem } from './change-streams/people.ts'
import { StreamClient } from './change-streams/stream-client.ts'
import { machineLine } from './machine-line.ts'
import { quantile } from './quantile.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ResidentMemory, settledMemory } from './server/resident-memory.ts'
import { builtApi, ServerProcess } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

/** The cost of many streams of changes for a server, their delay, and whether items are lost behind a proxy that cuts connections. */
const { values: given } = parseArgs({
  options: {
    streams: { type: 'string', default: '1000' },
    people: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '90' },
    cut: { type: 'string', default: '30' },
  },
})
const [streams, people, seconds, cut] = [given.streams, given.people, given.seconds, given.cut].map(
  Number,
) as [number, number, number, number]
const WRITES_A_SECOND = 5

const print = (line: string) => void process.stdout.write(`${line}\n`)

interface Written {
  readonly person: number
  readonly title: string
  readonly at: number
}

process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143))
print(machineLine())
print(`change streams: ${streams} of ${people} people`)
await inTemporaryDirectory(async (directory) => {
  const databases = await startDatabases('postgres', directory)
  try {
    await withFresh(databases, async ({ settings }) => {
      const client = new pg.Client({ connectionString: settings.DATABASE_URL })
      await client.connect()
      const persons = await createPeople(client, people)
      const server = await ServerProcess.start(settings, builtApi)
      try {
        await measure(server, client, persons)
      } finally {
        await server.stop()
        await client.end()
      }
    })
  } finally {
    await databases.stop()
  }
})

async function measure(
  server: ServerProcess,
  client: pg.Client,
  persons: readonly BenchPerson[],
): Promise<void> {
  const idle = await settledMemory(server.pid, 5)
  const quiet = await countQueries(client, 20)
  const memory = new ResidentMemory(server.pid)
  const { port } = new URL(server.url)
  const proxy = await CuttingProxy.start(Number(port), cut * 1_000)
  let target = Number(port)
  const clients = Array.from(
    { length: streams },
    (_, n) => new StreamClient(() => target, persons[n % persons.length]?.key ?? ''),
  )
  for (let first = 0; first < clients.length; first += 50)
    await Promise.all(clients.slice(first, first + 50).map((each) => each.open()))
  print(`  memory of the server      idle ${idle.toFixed(0)} MB`)
  await whileWriting('connected', { client, persons, clients, quiet, seconds })
  print(
    `  memory above idle         now +${(memory.now - idle).toFixed(0)} MB, peak +${(memory.peak - idle).toFixed(0)} MB, target at most 100`,
  )
  target = proxy.port
  for (const each of clients) each.close()
  await sleep(2_500)
  const cutClients = clients.map(
    (_, n) => new StreamClient(() => target, persons[n % persons.length]?.key ?? ''),
  )
  // Spread over the time of one cut, so that they are not all cut at once.
  await Promise.all(cutClients.map((each, n) => sleep((n / streams) * cut * 1_000).then(() => each.open())))
  await whileWriting(`cut every ${cut} s`, { client, persons, clients: cutClients, quiet, seconds })
  print(`  cuts                      ${proxy.cuts}`)
  print(`  memory above idle         peak +${(memory.peak - idle).toFixed(0)} MB`)
  for (const each of cutClients) each.close()
  proxy.stop()
  memory.stop()
}

interface Watched {
  readonly client: pg.Client
  readonly persons: readonly BenchPerson[]
  readonly clients: readonly StreamClient[]
  /** Queries a second without streams. */
  readonly quiet: number
  readonly seconds: number
}

async function whileWriting(
  name: string,
  { client, persons, clients, quiet, seconds: length }: Watched,
): Promise<void> {
  const written: Written[] = []
  const delays: number[] = []
  const before = await committed(client)
  const began = performance.now()
  while (performance.now() - began < length * 1_000) {
    const person = written.length % persons.length
    const title = await writeItem(client, persons[person] as BenchPerson, performance.now())
    written.push({ person, title, at: performance.now() })
    await sleep(1_000 / WRITES_A_SECOND)
  }
  const took = (performance.now() - began) / 1_000
  const all = await committed(client)
  // Until the last items arrive, and disconnected clients have reconnected.
  await sleep(8_000)
  let missing = 0
  for (const [index, each] of clients.entries())
    for (const { title, at } of written.filter(({ person }) => person === index % persons.length)) {
      const seen = each.seen.get(title)
      if (seen === undefined) missing += 1
      else if (each.connectedSince !== undefined && each.connectedSince < at) delays.push(seen - at)
    }
  delays.sort((a, b) => a - b)
  const part = (share: number) => `${quantile(delays, share).toFixed(0)} ms`
  const queries = (all - before - written.length - 1) / took
  print(`${name}: ${written.length} items written, ${clients.length} streams`)
  print(
    `  queries of the server     ${queries.toFixed(1)}/s, ${quiet.toFixed(1)}/s without streams; target at most 5/s more`,
  )
  print(
    `  seen after the commit     median ${part(0.5)}, 99 % ${part(0.99)}, last ${part(1)}; target at most 1,000 ms`,
  )
  print(
    `  missing                   ${missing}, repeated ${clients.reduce((sum, each) => sum + each.repeated, 0)}`,
  )
}

/** Transactions of the database, which are one for each query outside of one. */
async function committed(client: pg.Client): Promise<number> {
  // A session reports its figures after at most a second of idleness.
  await sleep(1_500)
  const { rows } = await client.query<{ count: number }>(
    'select (xact_commit + xact_rollback)::float8 as count from pg_stat_database where datname = current_database()',
  )
  return rows[0]?.count ?? 0
}

async function countQueries(client: pg.Client, length: number): Promise<number> {
  const before = await committed(client)
  await sleep(length * 1_000)
  return ((await committed(client)) - before - 1) / (length + 1.5)
}
