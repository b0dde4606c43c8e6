import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createDatabase, sqlState } from '@tributary/database'
import { type OwnPostgresServer, startPostgresServer } from '@tributary/database/testing'
import pg from 'pg'
import type { Check } from '../check.ts'
import { inDiskDirectory } from '../disk-directory.ts'
import { countReplicaReads } from '../pgbouncer/count-replica-reads.ts'
import { type PoolMode, startPgbouncer } from '../pgbouncer/start-pgbouncer.ts'
import { RunningServer } from '../server/running-server.ts'

const FILE = fileURLToPath(
  new URL(
    '../../../../packages/integrations/netflix/test/fixtures/synthetic_NetflixViewingHistory_uk.csv',
    import.meta.url,
  ),
)
const ROUNDS = 400
const SHORT = 500
const LONG = 5_000

interface Environment {
  readonly directory: string
  readonly postgres: OwnPostgresServer
}

/**
 * Through pgbouncer as Debian configures it, in either mode: a server boots, migrates and imports a file, time limits hold, and no client
 * gets the settings of another; reads go to a replica that has a pgbouncer too, and see what was written. As a control, a plain `set` leaks in transaction mode, and a startup parameter is refused.
 */
export const pgbouncer: Check = {
  name: 'pgbouncer',
  needs: [{ name: 'pgbouncer', debian: 'pgbouncer' }],
  run: () => inDiskDirectory(checkPoolers),
}

async function checkPoolers(directory: string): Promise<string> {
  const postgres = await startPostgresServer(join(directory, 'data'))
  try {
    const session = await checkPooler({ directory, postgres }, 'session')
    const transaction = await checkPooler({ directory, postgres }, 'transaction')
    const reads = [
      await countReplicaReads(directory, 'session'),
      await countReplicaReads(directory, 'transaction'),
    ]
    return `session mode: ${session}; transaction mode: ${transaction}; ${reads.join(' and ')} reads on a replica`
  } finally {
    await postgres.stop()
  }
}

async function checkPooler({ directory, postgres }: Environment, mode: PoolMode): Promise<string> {
  const direct = await postgres.createDatabase()
  const pooler = await startPgbouncer(direct, { directory, mode })
  const url = pooler.url(direct)
  try {
    const server = await RunningServer.start({ DATABASE_URL: url, DATA_DIR: join(directory, `keys-${mode}`) })
    const written = await server.importFile('netflix', readFileSync(FILE, 'utf8'))
    assert(written > 0, 'the import wrote nothing')
    await requireLimits(url)
    await requireNoLeak(url)
    await server.stop()
    await requireControl(url, mode)
    return `${written} records imported; ${await describeCost(direct, url)}`
  } finally {
    await pooler.stop()
  }
}

/** A statement alone, one in a transaction, and a transaction that does nothing, each for too long. */
async function requireLimits(url: string): Promise<void> {
  const database = createDatabase({ databaseUrl: url, dataDir: '.', statementTimeout: SHORT })
  await database.open()
  const sleep = 'select pg_sleep(10)'
  const alone = await failureOf(database.pool.query(sleep))
  assert(sqlState(alone) === '57014', `a statement was not cut off: ${String(alone)}`)
  const client = await database.pool.connect()
  await client.query('begin')
  const inside = await failureOf(client.query(sleep))
  assert(sqlState(inside) === '57014', `a statement of a transaction was not cut off: ${String(inside)}`)
  await client.query('rollback')
  const lost = new Promise((resolve) => client.once('error', resolve))
  await client.query('begin')
  await lost
  client.release(true)
  await database.close()
}

/** Two servers with different limits share the connections of pgbouncer; each of their statements has its own limit. */
async function requireNoLeak(url: string): Promise<void> {
  const reading = `select current_setting('statement_timeout') as value`
  const readers = await Promise.all(
    [SHORT, LONG].map(async (statementTimeout) => {
      const database = createDatabase({ databaseUrl: url, dataDir: '.', statementTimeout, poolSize: 4 })
      await database.open()
      return { database, expected: statementTimeout === SHORT ? '500ms' : '5s' }
    }),
  )
  const plain = new pg.Client({ connectionString: url })
  await plain.connect()
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await Promise.all([
      ...readers.map(async ({ database, expected }) => [expected, await valueOf(database.pool, reading)]),
      valueOf(plain, reading).then((value) => ['0', value]),
    ])
    for (const [expected, value] of found) {
      assert(value === expected, `statement_timeout is ${value} where ${expected} was set`)
    }
  }
  await plain.end()
  for (const { database } of readers) await database.close()
}

/** The control: the simple ways fail here. */
async function requireControl(url: string, mode: PoolMode): Promise<void> {
  const refused = new pg.Client({ connectionString: url, statement_timeout: SHORT })
  const failure = await failureOf(refused.connect())
  assert(
    /unsupported startup parameter/.test(String(failure)),
    'pgbouncer takes startup parameters: the check proves nothing',
  )
  if (mode === 'session') return
  const [first, second] = [new pg.Client({ connectionString: url }), new pg.Client({ connectionString: url })]
  await first.connect()
  await second.connect()
  await first.query(`set statement_timeout = ${LONG}`)
  const leaked = await valueOf(second, `select current_setting('statement_timeout') as value`)
  assert(leaked === '5s', 'a plain "set" does not leak: the check proves nothing')
  await first.query('reset statement_timeout')
  await first.end()
  await second.end()
}

async function describeCost(direct: string, pooled: string): Promise<string> {
  const [without, withPooler] = [await medianOf(direct), await medianOf(pooled)]
  return `a statement takes ${withPooler} µs, directly ${without} µs`
}

async function medianOf(databaseUrl: string): Promise<number> {
  const database = createDatabase({ databaseUrl, dataDir: '.' })
  await database.open()
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now()
    await database.pool.query('select $1::int', [round])
    times.push(performance.now() - begun)
  }
  await database.close()
  return Math.round((times.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0) * 1000)
}

async function valueOf(
  client: { query(text: string): Promise<pg.QueryResult<{ value: string }>> },
  text: string,
): Promise<string | undefined> {
  const { rows } = await client.query(text)
  return rows[0]?.value
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}
