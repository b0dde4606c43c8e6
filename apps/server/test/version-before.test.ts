import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Kernel } from '@tributary/core'
import {
  createDatabase,
  type DatabaseOptions,
  dumpSchema,
  type ManagedDatabase,
  type MigrationContribution,
} from '@tributary/database'
import { type PreparedDatabase, prepareTestDatabase } from '@tributary/database/testing'
import { type WatchedChild, watchChild } from '@tributary/processes'
import { secretStore } from '@tributary/secrets'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfiguration } from '../src/configuration.ts'
import { makeKernel } from '../src/make-kernel.ts'
import { temporaryDirectory } from './server-process.ts'
import { asToday } from './version-before/as-today.ts'
import {
  MASTER_KEY,
  PEOPLE,
  type RecordedAnswers,
  readAnswers,
  readRows,
  readSchema,
} from './version-before/recorded.ts'
import { migrationsOfToday, restoreVersionBefore } from './version-before/restore.ts'

const PERIOD = 'from=2025-11-20&to=2026-11-28'

let directory: Awaited<ReturnType<typeof temporaryDirectory>>
let place: PreparedDatabase
let database: ManagedDatabase

beforeAll(async () => {
  directory = await temporaryDirectory()
  place = await prepareTestDatabase()
  await restoreVersionBefore(place.options)
  database = createDatabase(place.options)
  await database.open()
})

afterAll(async () => {
  await database.close()
  await place.remove()
  await directory[Symbol.asyncDispose]()
})

const environment = ({ databaseUrl = '' }: DatabaseOptions) => ({
  DATA_DIR: directory.path,
  DATABASE_URL: databaseUrl,
  TRIBUTARY_MASTER_KEY: MASTER_KEY,
  LOG_LEVEL: 'silent',
})

describe('a database of the earlier version', { timeout: 900_000 }, () => {
  test('has its original schema: no migration of that version was changed', async () => {
    expect(await dumpSchema(database)).toBe(await readSchema())
  })

  test('interrupted before the commit of each step, it resumes with that step at the next start', async () => {
    const { applied } = await readRows()
    const had = new Set(applied.map(({ plugin, name }) => `${plugin} ${name}`))
    const all = await migrationsOfToday()
    const steps = all
      .flatMap(({ plugin, value }) => Object.keys(value).map((name) => ({ plugin, name })))
      .filter(({ plugin, name }) => !had.has(`${plugin} ${name}`))
    expect(steps.map(({ plugin }) => plugin)).toEqual(
      expect.arrayContaining(['connections', 'jobs', 'library', 'metrics']),
    )
    // To the database a killed process and a lost session are the same; a start takes seconds.
    const killed = new Set([steps[0], steps[Math.floor(steps.length / 2)], steps.at(-1)])
    for (const step of steps) {
      await (killed.has(step) ? killAt(step) : loseSessionAt(step, all))
      expect(await appliedNames(step)).toEqual([])
    }
    expect(await boot()).toEqual({ down: [] })
    for (const step of steps) expect(await appliedNames(step)).toEqual([step.name])
  })

  describe('migrated', () => {
    let kernel: Kernel
    let answers: Readonly<Record<string, RecordedAnswers>>
    beforeAll(async () => {
      answers = await readAnswers()
      kernel = makeKernel(readConfiguration(environment(place.options)), {
        worker: false,
        log: 'stderr',
        environment: {},
      })
      await kernel.boot()
    })
    afterAll(async () => kernel.stop())

    test.each(PEOPLE)('shows $email the same as before', async (person) => {
      const recorded = answers[person.email]
      if (recorded === undefined) throw new Error(`nothing is recorded of ${person.email}`)
      const before = asToday(recorded)
      const client = await signIn(kernel, person)
      expect(await client.all('/api/library/items')).toEqual(before.items)
      expect(await client.get('/api/library/summary')).toEqual(before.summary)
      expect(await client.all('/api/jobs')).toMatchObject(before.jobs)
      expect(await client.get('/api/metrics/templates')).toEqual(before.templates)
      expect(await client.get(`/api/metrics/coverage?integration=fitbit&${PERIOD}`)).toMatchObject(
        before.coverage,
      )
      for (const [metric, values] of Object.entries(before.values))
        expect(await client.get(`/api/metrics/values?metric=${metric}&${PERIOD}`)).toMatchObject(values)
      for (const [job, rejected] of Object.entries(before.rejected))
        expect(await client.all(`/api/jobs/${job}/rejected`)).toEqual(rejected)
    })

    test('has each connection, under its id, with its streams, state and credentials', async () => {
      const client = await signIn(kernel, PEOPLE[0])
      for (const [name, before] of Object.entries(answers[PEOPLE[0].email]?.connections ?? {})) {
        const { connections } = await client.get<{ connections: unknown[] }>(`/api/${name}`)
        // This version may read more: streams that were not there.
        const earlier = before as { readonly streams: readonly object[] }
        const streams = expect.arrayContaining(
          earlier.streams.map((stream) => expect.objectContaining(stream)),
        )
        expect(connections).toMatchObject([{ ...earlier, streams }])
      }
      const { tables } = await readRows()
      const rows = tables.find((table) => table.name === 'user_integrations')?.rows ?? []
      for (const { id, user_id: userId } of rows) {
        const name = `credentials/${String(id)}`
        const reference = { owner: 'connections', name, userId: String(userId) }
        expect(await kernel.getService(secretStore).read(reference)).toBeDefined()
      }
    })

    test('resumes from the cursor of each stream, with the owners of values, items and jobs', async () => {
      const { tables } = await readRows()
      const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows ?? []
      const connectionOf = (integration: unknown) =>
        rowsOf('user_integrations').find((row) => row['integration'] === integration)?.['id']
      const { rows: cursors } = await database.pool.query(
        'select connection_id, stream, cursor, version from sync_cursors order by connection_id, stream',
      )
      const expected = rowsOf('sync_cursors').map(({ integration, stream, cursor, version }) => ({
        connection_id: connectionOf(integration),
        stream,
        cursor,
        version,
      }))
      expect(cursors).toHaveLength(expected.length)
      expect(cursors).toEqual(expect.arrayContaining(expected))
      const { rows: values } = await database.pool.query(
        'select connection_id, source, count(*)::int from daily_metric_values group by 1, 2 order by 2',
      )
      expect(values).toEqual([
        { connection_id: connectionOf('fitbit'), source: 'fitbit', count: 4126 },
        { connection_id: '00000000-0000-0000-0000-000000000000', source: 'manual', count: 3 },
      ])
    })

    test('still has one notification of the connection that needs its owner', async () => {
      const { rows } = await database.pool.query(
        'select key, integration from notifications where read_at is null',
      )
      expect(rows).toEqual([{ key: 'connection/spotify', integration: 'spotify' }])
    })
  })
})

/** Any number that nothing else locks. */
const LOCK = 4711

interface Step {
  readonly plugin: string
  readonly name: string
}

/** Starts a server that waits at the end of one step, before that is committed, and kills it there. */
async function killAt(step: Step): Promise<void> {
  await waitingAt(step, async (untilItWaits) => {
    const server = start()
    try {
      await server.until('it waited', untilItWaits, { limit: 60_000, poll: 20 })
    } finally {
      server.process.kill('SIGKILL')
      await server.ended
    }
  })
}

/** Migrates until the end of one step, and takes the session away before that is committed. */
async function loseSessionAt(step: Step, all: readonly MigrationContribution[]): Promise<void> {
  await waitingAt(step, async (untilItWaits) => {
    const other = createDatabase(place.options)
    await other.open()
    try {
      const migrating = other.migrate(all).then(
        () => 'migrated',
        () => 'lost',
      )
      await expect.poll(untilItWaits, { interval: 5 }).toBe(true)
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = $1 and not granted
          and database = (select oid from pg_database where datname = current_database())`,
        [LOCK],
      )
      expect(await migrating).toBe('lost')
    } finally {
      await other.close()
    }
  })
}

/** What migrates during the work waits at the end of one step, before that is committed. */
async function waitingAt(
  { plugin, name }: Step,
  work: (untilItWaits: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
  const holder = await database.pool.connect()
  await holder.query('select pg_advisory_lock($1)', [LOCK])
  await holder.query(`
    create function wait_for_test() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(${LOCK}); return new; end $$;
    create trigger wait before insert on tributary_migrations.applied for each row
      when (new.plugin = '${plugin}' and new.name = '${name}') execute function wait_for_test()`)
  try {
    await work(async () => (await sessionsAtLock()) === 2)
  } finally {
    // PostgreSQL notices that a client has ended when it next turns to that client.
    holder.release(true)
  }
  await expect.poll(() => sessionsAtLock(), { timeout: 10_000, interval: 20 }).toBe(0)
  await database.pool.query('drop function wait_for_test cascade')
}

/** How many sessions hold the lock of `waitingAt`, the test's own among them, or wait for it. */
async function sessionsAtLock(): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::int from pg_locks where locktype = 'advisory' and objid = $1
        and database = (select oid from pg_database where datname = current_database())`,
    [LOCK],
  )
  return rows[0]?.count ?? 0
}

async function appliedNames({ plugin, name }: Step): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    'select name from tributary_migrations.applied where plugin = $1 and name = $2',
    [plugin, name],
  )
  return rows.map((row) => row.name)
}

function start(): WatchedChild {
  return watchChild(
    fork(fileURLToPath(new URL('version-before/boot-process.ts', import.meta.url)), [], {
      execArgv: ['--conditions=@tributary/source'],
      env: { PATH: process.env['PATH'] ?? '', ...environment(place.options) },
      silent: true,
    }),
  )
}

/** Runs a server until it is up, and answers what it told. */
async function boot(): Promise<unknown> {
  const server = start()
  let message: unknown
  server.process.once('message', (told) => (message = told))
  await server.until('it was up', () => message !== undefined)
  await server.ended
  return message
}

interface Client {
  get<T = unknown>(url: string): Promise<T>
  /** Every page. */
  all(url: string): Promise<unknown[]>
}

async function signIn(kernel: Kernel, person: { email: string; password: string }): Promise<Client> {
  const ask = async (request: InjectOptions) => {
    const answer = await kernel.app.inject(request)
    if (answer.statusCode >= 300) throw new Error(`${request.url as string}: ${answer.payload}`)
    return answer
  }
  const signedIn = await ask({ method: 'POST', url: '/api/accounts/sign-in/email', payload: person })
  const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]))
  const get = async <T>(url: string) => (await ask({ method: 'GET', url, cookies })).json<T>()
  return {
    get,
    async all(url) {
      const items: unknown[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const page: { items: unknown[]; nextCursor: string | null } = await get(
          `${url}?limit=100${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        items.push(...page.items)
        cursor = page.nextCursor
      }
      return items
    },
  }
}
