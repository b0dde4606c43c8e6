import { setTimeout as sleep } from 'node:timers/promises'
import { createDatabase } from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import {
  createGoogleHealthSimulator,
  type GoogleHealthSimulator,
} from '@tributary/integration-fitbit/simulator'
import type { ImportJob } from '@tributary/integration-host'
import { type Kysely, sql } from 'kysely'
import { expect } from 'vitest'
import { otherIntegrations } from '../other-integrations.ts'
import { ServerProcess, startProgram, temporaryDirectory } from '../server-process.ts'

const CLIENT = { id: 'real', secret: 'a secret of the real client' }
/** The integrations with demo data that the test looks at. */
const SHOWN = ['fitbit', 'google-fit', 'netflix', 'ntfy', 'oura', 'spotify', 'tiktok', 'youtube']
const PATIENCE_MILLISECONDS = 180_000
const LOOK_MILLISECONDS = 50

/** Not compared: the log of what happened, what happened to records, and what processes write about themselves. */
const NOT_COMPARED = /^(audit_|deleted_records$|job_workers$|job_turns$|health_|known_devices$|sessions$)/

/** A database and a listening Google, which outlive the servers over them. */
export class DemoPlace {
  readonly #place: Awaited<ReturnType<typeof prepareTestDatabase>>
  readonly #database: ReturnType<typeof createDatabase>
  readonly #directory: Awaited<ReturnType<typeof temporaryDirectory>>
  readonly google: GoogleHealthSimulator

  private constructor(
    place: Awaited<ReturnType<typeof prepareTestDatabase>>,
    directory: Awaited<ReturnType<typeof temporaryDirectory>>,
    database: ReturnType<typeof createDatabase>,
    google: GoogleHealthSimulator,
  ) {
    this.#place = place
    this.#directory = directory
    this.#database = database
    this.google = google
  }

  static async create(): Promise<DemoPlace> {
    const [place, google] = await Promise.all([prepareTestDatabase(), createGoogleHealthSimulator()])
    // Of its own: the master key in it belongs to one database.
    const directory = await temporaryDirectory()
    return new DemoPlace(place, directory, createDatabase(place.options), google)
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
  get db(): Kysely<any> {
    // oxlint-disable-next-line typescript/no-explicit-any -- tables of every plugin
    return this.#database.tables<any>()
  }

  get environment(): Readonly<Record<string, string>> {
    const { databaseUrl = '' } = this.#place.options
    return {
      DATA_DIR: this.#directory.path,
      DATABASE_URL: databaseUrl,
      DISABLED_PLUGINS: otherIntegrations(SHOWN),
      LOG_LEVEL: 'error',
      PROVIDER_ENDPOINTS: Object.entries(this.google.endpoints)
        .map(([real, simulated]) => `${real}=${simulated}`)
        .join(','),
      FITBIT_CLIENT_ID: CLIENT.id,
      FITBIT_CLIENT_SECRET: CLIENT.secret,
    }
  }

  /** A server whose administrator is signed in. */
  async start(
    args: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const server = await ServerProcess.start({ ...this.environment, ...environment }, args)
    await server.signIn()
    return server
  }

  /** A process that runs jobs only. */
  startWorker() {
    return startProgram(['work'], { ...this.environment, WORKER_PORT: '0' })
  }

  /** Connects the person to the listening Google, as a browser does. */
  async connectReally(server: ServerProcess): Promise<void> {
    this.google.controls.registerClient({ ...CLIENT, redirectUris: [`${server.url}/api/fitbit/callback`] })
    const begun = await server.fetch('/api/fitbit/connect', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    const cookies = begun.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
    const { authorizationUrl } = (await begun.json()) as { authorizationUrl: string }
    const callback = await this.google.authorize(authorizationUrl)
    const ended = await fetch(`${server.url}${callback.pathname}${callback.search}`, {
      headers: { cookie: [server.cookie, ...cookies].join('; ') },
      redirect: 'manual',
    })
    if (ended.status >= 400) throw new Error(`callback: ${ended.status} ${await ended.text()}`)
    await waitForJobs(server)
  }

  /** The rows of every table, but for those that record what has happened. Partitions stay when they are empty. */
  async countRows(): Promise<Readonly<Record<string, number>>> {
    await this.#enrichmentFollows()
    const { rows: tables } = await sql<{ name: string }>`
      select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition
      order by relname`.execute(this.db)
    const counts: Record<string, number> = {}
    for (const { name } of tables.filter((table) => !NOT_COMPARED.test(table.name))) {
      const { rows } = await sql<{
        count: number
      }>`select count(*)::integer as count from ${sql.table(name)}`.execute(this.db)
      counts[name] = rows[0]?.count ?? -1
    }
    return counts
  }

  /** Enrichment learns from the feed of changes which items there are, some seconds later. */
  async #enrichmentFollows(): Promise<void> {
    const differs = async () => {
      const { rows } = await sql<{ count: number }>`
        select count(*)::integer as count
        from media_items full join enrichment_items on enrichment_items.item_id = media_items.id
        where media_items.id is null or enrichment_items.item_id is null`.execute(this.db)
      return rows[0]?.count
    }
    await expect.poll(differs, { timeout: 60_000, interval: 200 }).toBe(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.close()
    await this.google.stop()
    await this.#place.remove()
    await this.#directory[Symbol.asyncDispose]()
  }
}

export function send(server: ServerProcess, method: string, path: string): Promise<Response> {
  return server.fetch(path, { method })
}

/** Waits until demo data is complete; its last state. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
export async function waitForDemo(server: ServerProcess): Promise<any> {
  const until = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const demo = await server.json('/api/demo')
    if (demo.state === 'present') return demo
    if (Date.now() > until) throw new Error(`demo data is incomplete: ${JSON.stringify(demo)}\n${server.log}`)
    await sleep(LOOK_MILLISECONDS)
  }
}

const OPEN: readonly ImportJob['status'][] = ['queued', 'running']

export async function waitForJobs(server: ServerProcess): Promise<readonly ImportJob[]> {
  const until = Date.now() + PATIENCE_MILLISECONDS
  for (;;) {
    const { items } = (await server.json('/api/jobs?limit=100')) as { items: readonly ImportJob[] }
    if (items.every(({ status }) => !OPEN.includes(status))) return items
    if (Date.now() > until) throw new Error(`open jobs: ${JSON.stringify(items)}`)
    await sleep(LOOK_MILLISECONDS)
  }
}
