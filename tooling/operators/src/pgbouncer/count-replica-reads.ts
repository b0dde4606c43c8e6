import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { createDatabase, type Database } from '@tributary/database'
import { runAsRead, startReplicatedServer } from '@tributary/database/testing'
import { type PoolMode, startPgbouncer } from './start-pgbouncer.ts'

const ROUNDS = 100
const LAG_MILLISECONDS = 50
const LIMIT = 20_000

interface NumberTables {
  numbers: { n: number }
}

/** Writes through one pgbouncer and reads through another, before a replica that is behind. Resolves to how many reads the replica took. */
export async function countReplicaReads(directory: string, mode: PoolMode): Promise<number> {
  const servers = await startReplicatedServer()
  await servers.run('replica', `alter system set recovery_min_apply_delay = ${LAG_MILLISECONDS}`)
  await servers.run('replica', 'select pg_reload_conf()')
  const direct = await servers.createDatabase()
  const primary = await startPgbouncer(direct, { directory, mode })
  const replica = await startPgbouncer(servers.onReplica(direct), { directory, mode })
  const database = createDatabase({
    databaseUrl: primary.url(direct),
    databaseReadUrl: replica.url(direct),
    dataDir: '.',
  })
  try {
    await database.open()
    const db = database.tables<NumberTables>()
    await db.schema.createTable('numbers').addColumn('n', 'integer').execute()
    await database.migrate([])
    for (const until = performance.now() + LIMIT; database.replica?.fault !== undefined; await delay(50))
      assert(performance.now() < until, `the replica is not used: ${database.replica.fault.cause}`)
    let onReplica = 0
    for (let n = 0; n < ROUNDS; n += 1) {
      await db.insertInto('numbers').values({ n }).execute()
      const position = await database.replica?.position()
      const read = await runAsRead([position ?? ''], () => readNumber(database, n))
      assert(read.isFound, `the read after write ${n} does not see it`)
      onReplica += Number(read.isStandby)
    }
    assert(onReplica > ROUNDS / 2, `only ${onReplica} of ${ROUNDS} reads went to the replica`)
    return onReplica
  } finally {
    await database.close()
    await replica.stop()
    await primary.stop()
    await servers.stop()
  }
}

async function readNumber(
  database: Database,
  n: number,
): Promise<{ readonly isFound: boolean; readonly isStandby: boolean }> {
  const row = await database
    .reading<NumberTables>()
    .selectFrom('numbers')
    .select(({ fn }) => [fn<boolean>('pg_is_in_recovery').as('isStandby')])
    .where('n', '=', n)
    .executeTakeFirst()
  return { isFound: row !== undefined, isStandby: row?.isStandby === true }
}
