import { authenticator, createKernel, type Kernel, type Plugin, ProblemError } from '@tributary/core'
import {
  type Database,
  type DatabaseOptions,
  database,
  databasePlugin,
  migrations,
} from '@tributary/database'
import { prepareTestDatabase } from '@tributary/database/testing'
import { type Imports, imports } from '@tributary/integration-host'
import type { FastifyBaseLogger } from 'fastify'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { type JobsOptions, jobsPlugin } from '../src/index.ts'
import type { JobRow, JobsTables } from '../src/tables.ts'
import { type ConnectionTables, connectionsPlugin, type ScriptedConnections } from './scripted-connections.ts'
import { type TestTables, testRecords } from './test-records.ts'

type AllTables = JobsTables & TestTables & ConnectionTables

/** A server of only what jobs need: a database, users, records and the integrations of the test. */
export interface JobsServer {
  readonly kernel: Kernel
  readonly database: Database
  /** What opens the same database for another server or process. */
  readonly databaseOptions: DatabaseOptions
  readonly db: Kysely<AllTables>
  readonly imports: Imports
  stop(): Promise<void>
}

export interface JobsServerOptions extends JobsOptions {
  /** Default: an empty database of its own, which is dropped when the server has stopped. */
  readonly databaseOptions?: DatabaseOptions
  readonly integrations?: readonly Plugin[]
  readonly logger?: FastifyBaseLogger
  /** Why the plugin that stores the records cannot start. Default: it can. */
  readonly sinkFails?: string
  /** Without, the server connects no accounts. */
  readonly connections?: ScriptedConnections
}

export const USERS = ['ada', 'grace']

/** Boots a kernel, which opens the database as a server does when it starts. */
export async function startJobsServer({
  databaseOptions,
  integrations = [],
  logger,
  connections,
  sinkFails,
  ...jobs
}: JobsServerOptions = {}): Promise<JobsServer> {
  const place =
    databaseOptions === undefined
      ? await prepareTestDatabase()
      : { options: databaseOptions, remove: async () => {} }
  const kernel = createKernel({
    ...(logger === undefined ? {} : { logger }),
    plugins: [
      databasePlugin(place.options),
      accounts,
      sinkFails === undefined ? testRecords : failingToStart(testRecords, sinkFails),
      ...(connections === undefined ? [] : [connectionsPlugin(connections)]),
      jobsPlugin(jobs),
      ...integrations,
    ],
  })
  await kernel.boot()
  const handle = kernel.getService(database)
  return {
    kernel,
    database: handle,
    databaseOptions: place.options,
    db: handle.tables<AllTables>(),
    imports: kernel.getService(imports),
    async stop() {
      await kernel.stop()
      await place.remove()
    },
  }
}

function failingToStart(plugin: Plugin, reason: string): Plugin {
  return { ...plugin, start: () => Promise.reject(new Error(reason)) }
}

/** Users by the header `as`. */
const accounts: Plugin = {
  name: 'accounts',
  version: '1.0.0',
  uses: [database],
  registerServices(context) {
    context.contribute(migrations, {
      '0001-users': {
        async up(db) {
          await sql`create table users (id text primary key)`.execute(db)
          await sql`insert into users select unnest(${USERS}::text[])`.execute(db)
        },
      },
    })
    context.registerService(authenticator, () => ({
      async authenticate({ headers }) {
        const userId = headers['as']
        if (typeof userId !== 'string') return undefined
        if (!USERS.includes(userId))
          throw new ProblemError({ code: 'TEST_NOBODY', status: 401, kind: 'config', title: 'Nobody' })
        return { userId, email: `${userId}@example.org`, roles: ['user'], kind: 'session' }
      },
    }))
  },
}

/** The row of a job of any user. */
export async function jobRow(server: Pick<JobsServer, 'db'>, id: string): Promise<JobRow> {
  return server.db.selectFrom('import_jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** Waits until a job is in one of these states. */
export async function reaches(
  server: Pick<JobsServer, 'db'>,
  id: string,
  statuses: readonly JobRow['status'][],
  milliseconds = 15_000,
): Promise<JobRow> {
  const until = performance.now() + milliseconds
  for (;;) {
    const row = await jobRow(server, id)
    if (statuses.includes(row.status)) return row
    if (performance.now() > until)
      throw new Error(`the job is ${row.status} (${row.error_message}), not ${statuses.join(' or ')}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

export const ENDINGS = ['succeeded', 'partial', 'failed', 'cancelled'] as const

/** Lets the time pass that a deferred job waits for. */
export async function passTime({ db, imports }: JobsServer, id: string): Promise<void> {
  await sql`update import_jobs set run_after = now() where id = ${id}`.execute(db)
  await sql`update pgboss.job set start_after = now() where singleton_key = ${id} and state < 'active'`.execute(
    db,
  )
  // Whatever is submitted wakes the worker.
  const window = { startDate: '2026-11-01', endDate: '2026-11-01' }
  await imports.submitSync({ userId: 'grace', integration: 'gone', window })
}

/** How many entries of the queue wait or run for a job; for all jobs without an id. */
export async function queuedEntries({ db }: Pick<JobsServer, 'db'>, id?: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from pgboss.job
    where state < 'completed' and name = 'import-jobs' and (${id ?? null}::text is null or singleton_key = ${id ?? null})`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

/** Calls back for each query from now on whose text contains a fragment. */
export function countQueries(
  { database }: Pick<JobsServer, 'database'>,
  fragment: string,
  count: () => void,
): void {
  const watched = new WeakSet<object>()
  database.pool.on('acquire', (client) => {
    if (watched.has(client)) return
    watched.add(client)
    const query = client.query.bind(client) as (...given: unknown[]) => unknown
    const watch = (...given: unknown[]) => {
      const [first] = given
      const text = typeof first === 'string' ? first : (first as { text?: string } | undefined)?.text
      if (text?.includes(fragment) === true) count()
      return query(...given)
    }
    client.query = watch as typeof client.query
  })
}
