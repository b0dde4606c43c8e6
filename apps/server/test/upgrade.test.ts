import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createDatabase, type DatabaseOptions, dumpSchema } from '@tributary/database'
import { startEarlierDatabase } from '@tributary/database/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCommand, ServerProcess, temporaryDirectory } from './server-process.ts'
import { waitForJob } from './wait-for-job.ts'

const ROWS = 2_000

/** Titles, one a day. */
function viewingHistory(title: string): string {
  const lines = Array.from({ length: ROWS }, (_, day) => {
    const date = new Date(Date.UTC(2015, 0, 1 + day)).toISOString().slice(0, 10)
    return `"${title} ${day}: Größe ""${day}"" ☃","${date}"`
  })
  return ['Title,Date', ...lines, ''].join('\n')
}

async function importAll(server: ServerProcess, content: string): Promise<unknown> {
  const response = await server.upload('netflix', { content })
  expect(response.status).toBe(202)
  const { id } = (await response.json()) as { id: string }
  return waitForJob(server, id)
}

/** What a person sees of it. */
async function readEverything(server: ServerProcess): Promise<unknown> {
  await server.signIn()
  const items: unknown[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { items: unknown[]; nextCursor: string | null } = await server.json(
      `/api/library/items?limit=500${cursor === '' ? '' : `&cursor=${cursor}`}`,
    )
    items.push(...page.items)
    cursor = page.nextCursor
  }
  return { items, jobs: await server.json('/api/jobs') }
}

/** What no route shows: what has been migrated, and pg-boss. */
async function readBehindTheScenes(
  options: Pick<DatabaseOptions, 'databaseUrl' | 'dataDir'>,
): Promise<unknown> {
  const database = createDatabase(options)
  await database.open()
  try {
    const { rows } = await database.pool.query(`
      select (select count(*) from pgboss.job) as jobs, (select count(*) from only pgboss.job_common) as common_jobs,
             (select json_agg(q order by name) from pgboss.queue q) as queues, (select json_agg(v) from pgboss.version v) as version,
             (select json_agg(a order by plugin, name) from tributary_migrations.applied a) as applied`)
    return rows
  } finally {
    await database.close()
  }
}

describe('a server whose database is of PostgreSQL 17', { timeout: 240_000 }, () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>
  let before: unknown
  let behind: unknown
  const environment = () => ({ DATA_DIR: directory.path })
  beforeAll(async () => {
    directory = await temporaryDirectory()
    const earlier = await startEarlierDatabase(directory.path)
    // The server of today on the PostgreSQL of before: its tables, pg-boss and all.
    const server = await ServerProcess.start({ ...environment(), DATABASE_URL: earlier.url })
    await server.signIn()
    expect(await importAll(server, viewingHistory('Film'))).toMatchObject({
      status: 'succeeded',
      inserted: ROWS,
    })
    before = await readEverything(server)
    await server.stop()
    behind = await readBehindTheScenes({ databaseUrl: earlier.url, dataDir: directory.path })
    await earlier.stop()
  }, 240_000)
  afterAll(async () => directory[Symbol.asyncDispose]())

  test('does not start, and names the command', async () => {
    const { code, stderr } = await runCommand(['migrate'], environment())
    expect(code).toBe(1)
    expect(stderr).toBe(
      `The database in ${join(directory.path, 'postgres')} is of PostgreSQL 17, and this version of Tributary includes 18: ` +
        'run "tributary database upgrade". The old directory is kept.\n',
    )
  })

  test('is not upgraded by this command if DATABASE_URL is set', async () => {
    const { code, stderr } = await runCommand(['database', 'upgrade'], {
      ...environment(),
      DATABASE_URL: 'postgres://ada@127.0.0.1:1/none',
    })
    expect(code).toBe(1)
    expect(stderr).toMatch(/^DATABASE_URL is set, but .* pg_upgrade, or with pg_dump and pg_restore\.\n$/)
  })

  test('is upgraded by one command with all data', async () => {
    const upgraded = await runCommand(['database', 'upgrade'], environment())
    expect(upgraded).toMatchObject({ code: 0, stderr: '' })
    expect(upgraded.stdout).toMatch(
      /^The database is now of PostgreSQL 18: \d{4} rows of \d+ tables were copied and compared\.\n/,
    )
    expect(upgraded.stdout).toContain(`delete: ${join(directory.path, 'postgres', '17.before-upgrade')}, `)
    expect(await runCommand(['database', 'upgrade'], environment())).toMatchObject({
      code: 0,
      stdout: 'The database is already of PostgreSQL 18, the version that Tributary includes.\n',
    })
    expect(await readBehindTheScenes({ dataDir: directory.path })).toEqual(behind)
    await using server = await ServerProcess.start(environment())
    expect(await readEverything(server)).toEqual(before)
    // The queue works, and so do the keys that tell new from known.
    expect(await importAll(server, viewingHistory('Film'))).toMatchObject({ inserted: 0, unchanged: ROWS })
    expect(await importAll(server, viewingHistory('Series'))).toMatchObject({ inserted: ROWS, unchanged: 0 })
  })

  test('has the schema of a new one afterwards, without pending migrations', async () => {
    expect(await runCommand(['migrate'], environment())).toMatchObject({
      code: 0,
      stdout: 'The database is up to date.\n',
    })
    const database = createDatabase({ dataDir: directory.path })
    await database.open()
    try {
      const schema = await readFile(new URL('../schema.sql', import.meta.url), 'utf8')
      // Transaction numbers begin again in the new cluster: what is added to them keeps changes in order.
      const added = /(pg_current_xact_id\(\)::text::bigint) \+ \d+/
      expect((await dumpSchema(database)).replace(added, '$1 + 0')).toBe(schema)
    } finally {
      await database.close()
    }
  })
})

test('database upgrade does not create a database', async () => {
  await using directory = await temporaryDirectory()
  const { code, stderr } = await runCommand(['database', 'upgrade'], { DATA_DIR: directory.path })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^There is no database in /)
})
