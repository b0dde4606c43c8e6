import pg from 'pg'
import { expect, it } from 'vitest'
import { postgresServer, startPooler } from '../src/testing/index.ts'

it('names the backend by another number, and passes rows on unchanged', async () => {
  const server = await postgresServer()
  const databaseUrl = await server.createDatabase()
  const pooler = await startPooler(databaseUrl)
  const client = new pg.Client({ connectionString: pooler.url(databaseUrl) })
  try {
    await client.connect()
    // A text that ends with K, and one of twelve bytes: the same bytes as those before the number of the backend.
    const { rows } = await client.query(
      `select 'K' as one, 'twelve bytes' as other, pg_backend_pid() as backend`,
    )
    expect(rows).toEqual([{ one: 'K', other: 'twelve bytes', backend: expect.any(Number) }])
    expect('processID' in client ? client.processID : undefined).toBe(rows[0].backend + 1_000_000)
  } finally {
    await client.end()
    await pooler.stop()
    await server.dropDatabase(databaseUrl)
  }
})
