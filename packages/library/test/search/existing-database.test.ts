import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startTestDatabase, type TestDatabase } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { listItems } from '../../src/list-items.ts'
import { libraryMigrations } from '../../src/migrations/index.ts'
import { readSearchIndexState } from '../../src/search/search-index-store.ts'
import type { LibraryTables } from '../../src/tables.ts'

const names = Object.keys(libraryMigrations).toSorted()
/** The one that is looked at, and those that came after it. */
const pending = names.slice(names.indexOf('0009-search-in-every-script'))
const before = Object.fromEntries(
  Object.entries(libraryMigrations).filter(([name]) => !pending.includes(name)),
)
const ROWS = 3_000

/** A database of the earlier version, with its index. */
async function startEarlier(): Promise<TestDatabase> {
  const started = await startTestDatabase({ migrations: { library: before } })
  const db = started.database.tables()
  await sql`
    insert into media_items (user_id, platform, external_id, identity, type, title, occurred_on, sort_at, raw)
    select 'ada', 'test', n::text, gen_random_uuid(), 'track',
      case n % 3 when 0 then 'Plain ' || n when 1 then 'Война ' || n else '羅生門' || n end, '2026-01-01', '2026-01-01', '{}'
    from generate_series(1, ${sql.lit(ROWS)}) n`.execute(db)
  return started
}

/** Search results and the column of a database after the upgrade. */
async function readUpgraded({ database }: TestDatabase) {
  const db = database.tables<LibraryTables>()
  const found: string[] = []
  for (const text of ['plain 2997', 'ВОЙНА 2998', '羅生門2999']) {
    const page = await listItems(db, { userId: 'ada', filter: { text }, limit: 50 })
    found.push(...page.items.map(({ title }) => title))
  }
  const { rows } = await sql<{ count: number }>`
    select count(*) from media_items where (title_ascii is null) <> (title like 'Plain%')`.execute(db)
  return { found, wrongRows: rows[0]?.count, ...(await readSearchIndexState(db)) }
}

const UPGRADED = {
  found: ['Plain 2997', 'Война 2998', '羅生門2999'],
  wrongRows: 0,
  isBuilt: true,
  missing: [],
  unavailable: [],
}

it('a database of the earlier version finds its titles in every script after the upgrade', async () => {
  await using started = await startEarlier()
  await started.database.migrate([{ plugin: 'library', value: libraryMigrations }])
  expect(await readUpgraded(started)).toEqual(UPGRADED)
})

it('a killed upgrade completes at the next start', async () => {
  await using started = await startEarlier()
  const { database, options } = started
  const db = database.tables()
  // Blocks at the last title, long enough for a test to see it.
  await sql`
    create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return new; end $$`.execute(
    db,
  )
  await sql`
    create trigger wait before update on media_items for each row when (new.title = '羅生門2999') execute function wait()`.execute(
    db,
  )
  const child = fork(
    fileURLToPath(new URL('../children/migrate-library.ts', import.meta.url)),
    [JSON.stringify(options)],
    { execArgv: ['--conditions=@tributary/source'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  endWithThisProcess(child)
  const gone = once(child, 'exit')
  await Promise.race([gone, seeWaiting(database)])
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
  await sql`drop function wait cascade`.execute(db)
  expect(await database.migrate([{ plugin: 'library', value: libraryMigrations }])).toEqual(
    pending.map((name) => ({ plugin: 'library', name })),
  )
  expect(await readUpgraded(started)).toEqual(UPGRADED)
})

async function seeWaiting({ pool }: TestDatabase['database']): Promise<void> {
  for (;;) {
    const { rowCount } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`,
    )
    if (rowCount === 1) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
