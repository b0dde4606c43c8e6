import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { silentLogger } from '../../src/database-logger.ts'
import { ReplicaWatch } from '../../src/replica/replica-watch.ts'
import { startPostgresServer } from '../../src/testing/index.ts'
import { until } from './until.ts'

let server: Awaited<ReturnType<typeof startPostgresServer>>
let databaseUrl: string
beforeAll(async () => {
  server = await startPostgresServer()
  databaseUrl = await server.createDatabase()
}, 60_000)
afterAll(() => server.stop())

/** The connections of this database except the one that counts them. */
async function countConnections(): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::integer as count from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  )
  await client.end()
  return rows[0]?.count ?? 0
}

it('leaves no connection behind when it is closed while it looks', async () => {
  const watch = new ReplicaWatch({
    primaryUrl: databaseUrl,
    replicaUrl: databaseUrl,
    logger: () => silentLogger,
  })
  await watch.look()
  expect(await countConnections()).toBe(2)
  const looking = watch.look()
  watch.close()
  await looking
  await expect(watch.readReplayed()).rejects.toThrow('closed')
  await until(async () => expect(await countConnections()).toBe(0))
})
