import { accountsPlugin } from '@tributary/accounts'
import { createKernel, type Kernel, type Plugin } from '@tributary/core'
import { createDatabase, database, databasePlugin, type ManagedDatabase } from '@tributary/database'
import { postgresServer } from '@tributary/database/testing'
import { jobsPlugin } from '@tributary/jobs'
import { operationsPlugin } from '@tributary/operations'
import { type Kysely, sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { libraryPlugin } from '../../src/index.ts'
import { listItems } from '../../src/list-items.ts'
import { libraryMigrations } from '../../src/migrations/index.ts'
import { describeSearchIndex, ensureSearchIndex } from '../../src/search/search-index.ts'
import {
  createSearchIndex,
  lockSearchIndex,
  readSearchIndexState,
} from '../../src/search/search-index-store.ts'
import type { LibraryTables } from '../../src/tables.ts'
import { upsertMediaItems } from '../../src/upsert-media-items.ts'

const ADA = { userId: 'ada', platform: 'test', connectionId: null }

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean()
})

/** A database without `pg_trgm`, whose owner may not create extensions until `grant` is called. The other plugins have their tables. */
async function databaseWithoutRights() {
  const server = await postgresServer()
  const url = await server.createDatabase({ definition: 'template template0' })
  cleanups.push(() => server.dropDatabase(url))
  await (await bootKernel(platformPlugins(url))).stop()
  const database = createDatabase({ databaseUrl: url, dataDir: '.' })
  cleanups.push(() => database.close())
  await database.open()
  const name = sql.id(new URL(url).pathname.slice(1))
  const db = database.tables()
  await sql`revoke create on database ${name} from current_user`.execute(db)
  const grant = () => sql`grant create on database ${name} to current_user`.execute(db)
  return { url, database, grant }
}

function platformPlugins(databaseUrl: string): Plugin[] {
  return [
    databasePlugin({ databaseUrl, dataDir: '.' }),
    accountsPlugin({ publicUrl: 'http://127.0.0.1' }),
    jobsPlugin({ worker: false }),
    operationsPlugin({ health: { cacheFor: 0 } }),
  ]
}

async function bootKernel(plugins: Plugin[]): Promise<Kernel> {
  const kernel = createKernel({ plugins })
  await kernel.boot()
  cleanups.push(() => kernel.stop())
  return kernel
}

const bootLibrary = (url: string) => bootKernel([...platformPlugins(url), libraryPlugin()])

async function healthOfSearches(kernel: Kernel) {
  const { body } = await kernel.app.inject('/health')
  const { checks } = JSON.parse(body) as { checks: { name: string; status: string; message?: string }[] }
  return checks.find(({ name }) => name === 'search-index')
}

async function findByText(handle: Pick<ManagedDatabase, 'tables'>, text: string) {
  const db = handle.tables<LibraryTables>()
  const page = await listItems(db, { userId: ADA.userId, filter: { text }, limit: 50 })
  return page.items.map(({ title }) => title)
}

const write = (handle: Pick<ManagedDatabase, 'tables'>, title: string) =>
  upsertMediaItems(ADA, [
    { externalId: title, type: 'track', title, occurredOn: '2026-01-01', raw: {} },
  ]).execute(handle.tables<LibraryTables>())

describe('a role that may not create extensions', () => {
  it('has a server that starts, searches and shows the statements to run', async () => {
    const { url } = await databaseWithoutRights()
    const kernel = await bootLibrary(url)
    expect(kernel.report().plugins.find(({ name }) => name === 'library')).toMatchObject({ state: 'ready' })
    const handle = kernel.getService(database)
    await write(handle, 'Война и мир')
    expect(await findByText(handle, 'война')).toEqual(['Война и мир'])
    expect(await healthOfSearches(kernel)).toMatchObject({
      status: 'failing',
      message: expect.stringMatching(
        /the database lacks pg_trgm and btree_gin.*run "create extension pg_trgm; create extension btree_gin;" in the database as its owner or a superuser, then restart/,
      ),
    })
  })

  it('has the index at the next start after the grant', async () => {
    const { url, grant } = await databaseWithoutRights()
    const first = await bootLibrary(url)
    await write(first.getService(database), 'Война и мир')
    await first.stop()
    await grant()
    const kernel = await bootLibrary(url)
    expect(await healthOfSearches(kernel)).toMatchObject({ status: 'passing' })
    expect(await findByText(kernel.getService(database), 'война')).toEqual(['Война и мир'])
  })

  it('is reported in the log', async () => {
    const { database } = await databaseWithoutRights()
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const warnings: object[] = []
    await ensureSearchIndex(database, { warn: (data) => void warnings.push(data) })
    expect(warnings).toEqual([
      expect.objectContaining({
        err: expect.objectContaining({ code: '42501' }),
        cure: expect.stringContaining('create extension pg_trgm'),
      }),
    ])
  })
})

describe('the index', () => {
  it('is built by one of two processes that start at the same time', async () => {
    const { url, database, grant } = await databaseWithoutRights()
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    await grant()
    const other = createDatabase({ databaseUrl: url, dataDir: '.' })
    cleanups.push(() => other.close())
    await other.open()
    const warnings: object[] = []
    const { ensured } = await other.transaction<LibraryTables, { ensured: Promise<void> }>(async (trx) => {
      await lockSearchIndex(trx)
      const ensured = ensureSearchIndex(database, { warn: (data) => void warnings.push(data) })
      await seeWaiting(trx)
      await createSearchIndex(trx)
      // In an object, so that the transaction ends before it.
      return { ensured }
    })
    await ensured
    expect(warnings).toEqual([])
    expect(await readSearchIndexState(database.tables())).toMatchObject({ isBuilt: true })
  })

  it('uses an extension in another schema', async () => {
    const { database, grant } = await databaseWithoutRights()
    await grant()
    const db = database.tables()
    await sql`create schema extensions`.execute(db)
    await sql`create extension pg_trgm schema extensions`.execute(db)
    await database.migrate([{ plugin: 'library', value: libraryMigrations }])
    const { rows } = await sql<{ indexdef: string }>`
      select indexdef from pg_indexes where indexname = 'media_items_by_title'`.execute(db)
    expect(rows[0]?.indexdef).toContain('extensions.gin_trgm_ops')
  })

  it('is built by a restart if only the index is missing', () => {
    expect(describeSearchIndex({ isBuilt: false, missing: [], unavailable: [] })).toEqual({
      cause: 'searches read every title of a person: the index is missing',
    })
  })

  it('needs the files of the extensions to be installed first', () => {
    const state = { isBuilt: false, missing: ['pg_trgm'], unavailable: ['pg_trgm'] }
    expect(describeSearchIndex(state)?.cure).toMatch(
      /^install pg_trgm on its server \(postgresql-contrib\), run "/,
    )
  })

  it('is no problem if it exists', () => {
    expect(describeSearchIndex({ isBuilt: true, missing: [], unavailable: [] })).toBeUndefined()
  })
})

/** Resolves when another session waits for an advisory lock of this database. */
async function seeWaiting(trx: Kysely<LibraryTables>): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`.execute(trx)
    if (rows.length > 0) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
