import pg from 'pg'
import { alternate } from './alternate.ts'
import { median, medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printLine, whole } from './report.ts'
import { compareByHand } from './search/by-hand.ts'
import { addEarlierIndex, makeEarlierLibrary, searchAsBefore } from './search/earlier-library.ts'
import { Titles } from './search/titles.ts'
import { startDatabases, withFresh } from './server/databases.ts'
import { ServerProcess, type ServerSettings } from './server/server-process.ts'
import { inTemporaryDirectory } from './temporary-directory.ts'

const ROUNDS = 9
const SIDES = ['now', 'before'] as const
/**
 * The databases know the letters of all scripts, as those of an installed PostgreSQL usually do. Under C an index by hand would have only Latin trigrams.
 */
const LETTERS = "lc_ctype 'C.UTF-8' template template0"

/** A server, and a connection to its database. */
export interface Place {
  readonly client: pg.ClientBase
  readonly url: string
  readonly apiKey: string
}

/**
 * The time of a search in each script, by the server, and as a statement of the earlier version, whose index depended on the database for
 * its letters. Then many Latin searches, by the server and by a program for this list alone. And the time that the server takes to
 * migrate the table of the earlier version.
 */
export async function benchSearch(options: BenchOptions): Promise<void> {
  const count = options.rounds ?? ROUNDS
  printHeading(`search: among ${whole(options.rows)} titles of one person, ${count} rounds`)
  await inTemporaryDirectory(async (directory) => {
    const databases = await startDatabases('postgres', directory, LETTERS)
    try {
      const { apiKey } = databases
      await withFresh(databases, ({ settings }) => measure({ settings, apiKey, rows: options.rows, count }))
    } finally {
      await databases.stop()
    }
  })
}

interface Measured {
  readonly settings: ServerSettings
  readonly apiKey: string
  readonly rows: number
  readonly count: number
}

async function measure({ settings, apiKey, rows, count }: Measured): Promise<void> {
  const client = new pg.Client({ connectionString: settings.DATABASE_URL })
  await client.connect()
  try {
    const titles = new Titles()
    await makeEarlierLibrary(client, { rows, title: () => titles.title() })
    const began = performance.now()
    const server = await ServerProcess.start(settings)
    printLine('start with migration', `${whole(performance.now() - began)} ms`)
    try {
      await addEarlierIndex(client)
      await printSizes(client)
      const place = { client, url: server.url, apiKey }
      for (const search of titles.searches()) await compare(place, search, count)
      await compareByHand({
        ...place,
        databaseUrl: settings.DATABASE_URL ?? '',
        texts: titles.latin(),
        count,
      })
    } finally {
      await server.stop()
    }
  } finally {
    await client.end()
  }
}

async function compare(
  place: Place,
  { script, text }: { readonly script: string; readonly text: string },
  count: number,
): Promise<void> {
  const found = await searchNow(place, text)
  const before = await searchAsBefore(place.client, text)
  if (found !== Math.min(before, 50)) throw new Error(`"${text}" found ${found} items, and ${before} before`)
  const measured = await alternate(SIDES, count, async (side) => {
    const began = performance.now()
    await (side === 'now' ? searchNow(place, text) : searchAsBefore(place.client, text))
    return performance.now() - began
  })
  const [now, then] = [median(measured.now).toFixed(1), median(measured.before).toFixed(1)]
  const ratio = medianRatio(measured.now, measured.before).toPrecision(2)
  printLine(`${script} "${text}"`, `${now} ms, before ${then} ms, ratio ${ratio} (${found} items)`)
}

async function searchNow({ url, apiKey }: Place, text: string): Promise<number> {
  const response = await fetch(`${url}/api/library/items?limit=50&text=${encodeURIComponent(text)}`, {
    headers: { authorization: `Bearer ${apiKey}` },
  })
  if (!response.ok) throw new Error(`a search was answered ${response.status}: ${await response.text()}`)
  const { items } = (await response.json()) as { items: readonly unknown[] }
  return items.length
}

async function printSizes(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ now: string; before: string; items: string }>(
    `select pg_relation_size('media_items_by_title') as now, pg_relation_size('earlier_by_title') as before,
       pg_relation_size('media_items') as items`,
  )
  const [sizes] = rows
  const megabytes = (bytes: string | undefined) => whole(Number(bytes) / 1e6)
  printLine(
    'index',
    `${megabytes(sizes?.now)} MB, before ${megabytes(sizes?.before)} MB, of ${megabytes(sizes?.items)} MB of items`,
  )
}
