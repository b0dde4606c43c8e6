import { appendFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createDatabase, type DatabaseOptions } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import type { ImportJob } from '@tributary/integration-host'
import { randomNumbers } from '@tributary/provider-simulator'
import { describe, expect, test } from 'vitest'
import { ServerProcess, temporaryDirectory } from '../server-process.ts'
import { makeHostileFeed, settle } from './hostile-feed.ts'
import { FAULTS, type Fault, HostileProvider } from './hostile-provider.ts'

/** The full proof is SYNC_RECORDS=100000 and SYNC_KILLS=20; what runs each time is the same at a smaller size. */
const RECORDS = Number(process.env['SYNC_RECORDS'] ?? 6_000)
const KILLS = Number(process.env['SYNC_KILLS'] ?? 2)
const SEED = Number(process.env['SYNC_SEED'] ?? 20_261_121)
const PAGE = 100
const PAGES = Math.ceil(RECORDS / PAGE)
/** Few: most of them are followed by a back-off of five seconds and more, in real time. */
const FAULT_COUNT = Math.max(4, Math.floor(RECORDS / 5_000))
/** A kill strikes so soon after a page was answered: while it is checked, written, or when the next is asked for. */
const LONGEST_DELAY_MILLISECONDS = 40
const TIDE_PROCESS = fileURLToPath(new URL('tide-process.ts', import.meta.url))

/**
 * In requests: a killed server forgets the page that it was writing, and the next one, which it reads ahead meanwhile.
 * Neither had been written, and neither is written twice.
 */
const MOST_REFETCHED = 2

describe('a sync from a hostile provider', () => {
  test(`accounts for each of ${RECORDS} records, through ${KILLS} kills and ${FAULT_COUNT} faults`, {
    timeout: 60_000 + KILLS * 60_000 + FAULT_COUNT * 30_000 + RECORDS * 3,
  }, async () => {
    const random = randomNumbers(SEED)
    const feed = makeHostileFeed(RECORDS, random)
    const expected = settle(feed)
    await using provider = await HostileProvider.start({
      feed,
      pageSize: PAGE,
      faults: faultsOf(random),
      random,
    })
    await using directory = await temporaryDirectory()
    const place = await prepareTestDatabase()
    await using person = await Person.connect({
      DATA_DIR: directory.path,
      DATABASE_URL: place.options.databaseUrl ?? '',
      TIDE_ORIGIN: provider.origin,
      EGRESS_ALLOW: '127.0.0.1',
    })

    const begun = performance.now()
    const [job] = await Promise.all([person.seeJobEnd(), killAgainAndAgain(person, provider, random)])
    const seconds = (performance.now() - begun) / 1000

    const malformed = provider.met.malformed
    expect(job).toMatchObject({
      status: 'partial',
      error: null,
      // An answer that cannot be parsed is put aside with the bad records.
      fetched: RECORDS + malformed,
      inserted: expected.rows.size,
      rejected: expected.bad.length + malformed,
    })
    expect(job.inserted + job.updated + job.unchanged + job.rejected).toBe(job.fetched)
    expect(job.updated).toBeGreaterThan(0)
    expect(job.unchanged).toBeGreaterThan(0)
    expect(job.pages).toBe(PAGES)

    expect(await person.readItems()).toEqual(
      new Map([...expected.rows].map(([id, { title, date }]) => [id, { title, date }])),
    )
    const rejected = await person.readRejected(job.id)
    expect(byId(rejected.filter(({ retriable }) => retriable))).toEqual(
      byId(expected.bad.map((raw) => ({ raw }))),
    )
    expect(rejected.filter(({ retriable }) => !retriable)).toHaveLength(malformed)

    expect(Object.values(provider.met).reduce((sum, count) => sum + count)).toBe(FAULT_COUNT)
    expect(provider.repeated()).toBe(0)
    const refetches = provider.refetches()
    expect(refetches).toHaveLength(KILLS)
    await writeFigures({ seconds, refetches, met: provider.met, attempts: job.attempts })
    expect(Math.max(0, ...refetches)).toBeLessThanOrEqual(MOST_REFETCHED)

    await person.leave()
    expect(await countActive(place.options)).toEqual({ jobs: 0, entries: 0 })
    await place.remove()
  })
})

/** Kills the server, each time soon after it was given a page. */
async function killAgainAndAgain(
  person: Person,
  provider: HostileProvider,
  random: () => number,
): Promise<void> {
  const moments = spread(KILLS, PAGES - 2, random)
  for (const page of moments) {
    await provider.answered(page)
    await sleep(random() * LONGEST_DELAY_MILLISECONDS)
    await person.restartServer(() => provider.recordKill())
  }
}

function faultsOf(random: () => number): Map<number, Fault> {
  const pages = spread(FAULT_COUNT, PAGES, random)
  return new Map(pages.map((page, n) => [page, FAULTS[n % FAULTS.length] ?? 'cut']))
}

/** So many numbers below `below`, rising, each at random in a stretch of its own. */
function spread(count: number, below: number, random: () => number): number[] {
  return Array.from({ length: count }, (_, n) => Math.floor(((n + random()) * below) / count))
}

/** The user of the account, who stays signed in while the server is killed and restarted. */
class Person {
  readonly #environment: Record<string, string>
  #server: ServerProcess

  private constructor(environment: Record<string, string>, server: ServerProcess) {
    this.#environment = environment
    this.#server = server
  }

  /** Connecting reads at once: that is the sync. */
  static async connect(environment: Record<string, string>): Promise<Person> {
    const person = new Person(environment, await startServer(environment))
    await person.#server.signIn()
    const { status } = await person.#post('/api/tide/connect', { apiKey: 'the-key-of-somebody' })
    if (status !== 201) throw new Error(`cannot connect: ${status}\n${person.#server.log}`)
    return person
  }

  async restartServer(onKill: () => void): Promise<void> {
    const { cookie } = this.#server
    await this.#server.kill()
    onKill()
    this.#server = await startServer(this.#environment)
    this.#server.cookie = cookie
  }

  /** Looks until the job has ended; has it go on after an answer that could not be used, as a person would. */
  async seeJobEnd(): Promise<ImportJob> {
    for (;;) {
      await sleep(100)
      // No answer while the server is down.
      const job = await this.#readJob().catch(() => undefined)
      if (job === undefined || job.status === 'queued' || job.status === 'running') continue
      if (job.status === 'partial' && job.error === null) return job
      if (job.status !== 'partial' || job.error?.code !== 'invalid_data')
        throw new Error(`the job ended: ${JSON.stringify(job)}\n${this.#server.log}`)
      await this.#post(`/api/jobs/${job.id}/retry`).catch(() => undefined)
    }
  }

  async #readJob(): Promise<ImportJob | undefined> {
    const { items } = (await this.#server.json('/api/jobs?limit=2')) as { items: ImportJob[] }
    if (items.length > 1) throw new Error('there is a second job')
    return items[0]
  }

  async readItems(): Promise<Map<string, { title: string; date: string }>> {
    const text = await (await this.#server.fetch('/api/library/export')).text()
    const items = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { externalId: string; title: string; occurredOn: string })
    expect(new Set(items.map(({ externalId }) => externalId)).size).toBe(items.length)
    return new Map(
      items.map(({ externalId, title, occurredOn }) => [externalId, { title, date: occurredOn }]),
    )
  }

  async readRejected(jobId: string): Promise<Rejected[]> {
    const all: Rejected[] = []
    let cursor = ''
    for (;;) {
      const { items, nextCursor } = (await this.#server.json(
        `/api/jobs/${jobId}/rejected?limit=100${cursor}`,
      )) as { items: Rejected[]; nextCursor: string | null }
      all.push(...items)
      if (nextCursor === null) return all
      cursor = `&cursor=${encodeURIComponent(nextCursor)}`
    }
  }

  async leave(): Promise<void> {
    await this.#server.stop()
  }

  #post(path: string, body?: object): Promise<Response> {
    return this.#server.fetch(path, {
      method: 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave()
  }
}

interface Rejected {
  readonly raw: unknown
  readonly retriable: boolean
}

function startServer(environment: Record<string, string>): Promise<ServerProcess> {
  return ServerProcess.start(environment, [], TIDE_PROCESS)
}

/** The records alone, in the order of their ids. */
function byId(rejected: readonly { readonly raw: unknown }[]): unknown[] {
  const idOf = (raw: unknown) => (raw as { externalId: string }).externalId
  return rejected.map(({ raw }) => raw).toSorted((a, b) => idOf(a).localeCompare(idOf(b)))
}

/** What a server that has stopped has left to be done: jobs, and entries of the queue. */
async function countActive(options: DatabaseOptions): Promise<{ jobs: number; entries: number }> {
  const database = createDatabase(options)
  await database.open()
  try {
    const { rows } = await database.pool.query<{ jobs: number; entries: number }>(`
      select
        (select count(*)::integer from import_jobs where status in ('queued', 'running')) as jobs,
        (select count(*)::integer from pgboss.job
          where name = 'import-jobs' and state in ('created', 'retry', 'active')) as entries`)
    return rows[0] ?? { jobs: -1, entries: -1 }
  } finally {
    await database.close()
  }
}

/** Appends the figures of a run as a line of JSON to the file that SYNC_FIGURES names, if any. */
async function writeFigures(figures: object): Promise<void> {
  const path = process.env['SYNC_FIGURES']
  if (path === undefined) return
  await appendFile(path, `${JSON.stringify({ records: RECORDS, kills: KILLS, ...figures })}\n`)
}
